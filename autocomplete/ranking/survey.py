"""Reads the tree for one remainder: which paths agree with what is typed, and with what mass."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

from autocomplete.language_model.interface import Token
from autocomplete.ranking.boundaries import inner_ends
from autocomplete.ranking.tree import Node
from autocomplete.ranking.typed_past import WANTED, Belief

# How often a word that stops at an unexpanded token turns out to be complete there.
WORD_END_PRIOR = 0.9
# What is left of an open path's mass for each byte of the remainder that it does not spell yet.
AGREEMENT_PER_BYTE = 0.3
# Per distribution only so many leaves become candidates; the others count in the masses alone.
MOST_LEAVES = 64


@dataclass(slots=True)
class Leaf:
    """An alternative that was not followed further. ``mass`` is its probability from the root."""

    parent: Node
    token: Token
    text: bytes
    mass: float
    missing: int
    belief: Belief = WANTED

    @property
    def agreeing_mass(self) -> float:
        """The part of the mass that is expected to agree with all of the remainder."""
        return self.mass * AGREEMENT_PER_BYTE**self.missing

    @property
    def wanted_mass(self) -> float:
        """The part of it that leads to something still wanted."""
        own = WORD_END_PRIOR * self.belief.own + (1 - WORD_END_PRIOR)
        return self.agreeing_mass * own * self.belief.inherited


@dataclass(slots=True)
class Ending:
    """All paths that spell one text and may end a word there.

    ``mass`` is the estimate; the true value lies between ``lower`` and ``upper``. ``path`` is the
    most probable one, ``path_mass`` its probability.
    """

    mass: float = 0.0
    lower: float = 0.0
    upper: float = 0.0
    path: tuple[Token, ...] = ()
    path_mass: float = 0.0
    belief: Belief = WANTED


@dataclass(slots=True)
class Survey:
    """What the tree holds for one remainder. Masses are probabilities counted from the root.

    ``seen`` agrees with the remainder, ``wanted`` is what of it was not typed past.
    """

    endings: dict[bytes, Ending] = field(default_factory=dict)
    leaves: list[Leaf] = field(default_factory=list)
    agreeing: int = 0
    seen: float = 0.0
    unseen: float = 0.0
    wanted: float = 0.0
    open_nodes: list[Node] = field(default_factory=list)

    @property
    def covered(self) -> float:
        """The share (0 to 1) of the mass that agrees with the remainder and was seen."""
        total = self.seen + self.unseen
        return self.seen / total if total > 0 else 0.0


def survey(
    root: Node, remainder: bytes, belief: Callable[[bytes], Belief] = lambda _: WANTED
) -> Survey:
    """Walk all paths of the tree below ``root`` that agree with ``remainder``.

    ``belief`` tells how likely a continuation of the remainder is still wanted.
    """
    found = Survey()
    waiting: list[tuple[Node, tuple[Token, ...], bytes, float]] = [(root, (), b"", 1.0)]
    while waiting:
        node, path, text, mass = waiting.pop()
        distribution = node.distribution
        if distribution is None:
            continue
        need = remainder[len(text) :]
        found.unseen += mass * node.unseen * AGREEMENT_PER_BYTE ** len(need)
        if need:
            found.open_nodes.append(node)
        else:
            end_mass = mass * distribution.end_probability
            ended = belief(text[len(remainder) :]).wanted
            found.seen += end_mass
            found.wanted += end_mass * ended
            if len(text) > len(remainder):
                _add(found, text, path, mass, node.word_end, node.word_end, node.word_end)
        for count, (token, probability) in enumerate(node.agreeing(need)):
            longer = text + token.text
            token_mass = mass * probability
            for at in inner_ends(token.text):
                if len(text) + at > len(remainder):
                    _add(found, longer[: len(text) + at], (*path, token), token_mass, 1, 1, 1)
            child = node.existing_child(token)
            if child is not None and child.distribution is not None:
                waiting.append((child, (*path, token), longer, token_mass))
                continue
            missing = max(0, len(remainder) - len(longer))
            leaf = Leaf(node, token, longer, token_mass, missing)
            if len(longer) > len(remainder):
                leaf.belief = belief(longer[len(remainder) :])
            found.seen += leaf.agreeing_mass
            found.wanted += leaf.wanted_mass
            found.agreeing += not missing and leaf.belief.wanted > 0.5
            if count >= MOST_LEAVES:
                continue
            found.leaves.append(leaf)
            if len(longer) > len(remainder):
                _add(found, longer, (*path, token), token_mass, WORD_END_PRIOR, 0.0, 1.0)
    for text, ending in found.endings.items():
        ending.belief = belief(text[len(remainder) :])
    return found


def _add(
    found: Survey,
    text: bytes,
    path: tuple[Token, ...],
    mass: float,
    estimate: float,
    lower: float,
    upper: float,
) -> None:
    ending = found.endings.get(text)
    if ending is None:
        ending = found.endings[text] = Ending()
    ending.mass += mass * estimate
    ending.lower += mass * lower
    ending.upper += mass * upper
    if mass > ending.path_mass:
        ending.path, ending.path_mass = path, mass


def heaviest(leaves: list[Leaf], count: int) -> list[Leaf]:
    """The ``count`` leaves with the largest wanted mass, largest first."""
    return heapq.nlargest(count, leaves, key=lambda leaf: leaf.wanted_mass)
