"""Reads the tree for one remainder: which paths agree with what is typed, and with what mass.

Every path of the tree ends in a leaf (an alternative that was not followed), in an end token, or
in mass that was not shown. These parts do not overlap, so sums over them are probabilities.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field

from autocomplete.language_model.interface import Token
from autocomplete.ranking.boundaries import ends_word, inner_ends, split_character
from autocomplete.ranking.bounds import Bounds
from autocomplete.ranking.tree import AGREEMENT_PER_BYTE, Node
from autocomplete.ranking.typed_past import WANTED, Belief

# How often a word that stops at an unexpanded token turns out to be complete there.
WORD_END_PRIOR = 0.9
# Per distribution only so many leaves become candidates; the others count in the masses alone.
MOST_LEAVES = 64


@dataclass(slots=True)
class Leaf:
    """An alternative that was not followed further.

    ``missing`` is how many bytes of the remainder it does not spell yet, ``wanted_mass`` the part
    of its probability from the root that is expected to agree with all of the remainder and to lead
    to something still wanted.
    """

    parent: Node
    token: Token
    text: bytes
    missing: int
    wanted_mass: float


@dataclass(slots=True)
class Ending:
    """All paths that spell one text and end a word there.

    ``mass`` holds also what unexpanded paths are expected to; ``wanted`` is the part of it which
    was not typed past, counted over all that goes on from here, so that exclusive endings never add
    up to more than all that is wanted. ``path`` is the most probable one, ``path_mass`` its
    probability.
    """

    mass: float = 0.0
    wanted: float = 0.0
    path: tuple[Token, ...] = ()
    path_mass: float = 0.0


@dataclass(slots=True)
class Open:
    """A node on whose path ``need`` is still to be spelled; ``unshown`` is as in Survey."""

    node: Node
    need: bytes
    unshown: float


@dataclass(slots=True)
class Survey:
    """What the tree holds for one remainder. Masses are probabilities counted from the root.

    ``agreeing`` is the mass that agrees with the remainder, as expected. ``seen`` is the part of it
    that leaves and end tokens account for, ``wanted`` the part that was not typed past; ``bounds``
    tells what the wanted part can be at least and at most. ``choices`` counts the alternatives that
    spell all of the remainder and are wanted; ``open_nodes`` have alternatives that spell a part of
    it; ``unshown`` is the agreeing mass expected among those that were not shown. ``belief`` is
    what told how likely each continuation of the remainder is still wanted.
    """

    belief: Callable[[bytes], Belief]
    endings: dict[bytes, Ending] = field(default_factory=dict)
    leaves: list[Leaf] = field(default_factory=list)
    open_nodes: list[Open] = field(default_factory=list)
    choices: int = 0
    unshown: float = 0.0
    agreeing: float = 0.0
    seen: float = 0.0
    wanted: float = 0.0
    bounds: Bounds = field(default_factory=Bounds)

    @property
    def covered(self) -> float:
        """The share (0 to 1) of the agreeing mass that was seen."""
        return min(1.0, self.seen / self.agreeing) if self.agreeing > 0 else 0.0


def survey(
    root: Node, remainder: bytes, belief: Callable[[bytes], Belief] = lambda _: WANTED
) -> Survey:
    """Walk all paths of the tree below ``root`` that agree with ``remainder``.

    ``belief`` tells how likely a continuation of the remainder is still wanted.
    """
    found = Survey(belief)
    typed = len(remainder)
    # With each node: its path, the text that spells, its mass, and the words completed on the way.
    waiting: list[tuple[Node, tuple[Token, ...], bytes, float, tuple[bytes, ...]]]
    waiting = [(root, (), b"", 1.0, ())]
    while waiting:
        node, path, text, mass, complete = waiting.pop()
        if node.distribution is None:
            continue
        need = remainder[len(text) :]
        if need:
            most, expected = node.unshown(need)
            unshown = mass * expected
            found.bounds.add((), text, 0.0, mass * most)
            found.open_nodes.append(Open(node, need, unshown))
            found.unshown += unshown
            found.agreeing += unshown
        else:
            hidden = mass * node.unseen
            ended = mass * node.distribution.end_probability
            found.agreeing += ended + hidden
            found.seen += ended
            here = belief(text[typed:])
            found.bounds.add(complete, text, hidden * here.least, hidden * here.inherited)
            if len(text) > typed:
                _end(found, text, path, mass, node.word_end)
                sure = ended * here.wanted
                found.bounds.add((*complete, text), None, sure, sure)
                ending = ended + hidden * node.word_end
                _want(found, ending * here.wanted, (*complete, text))
                _want(found, (ended + hidden - ending) * here.inherited, complete)
            else:
                _want(found, (ended + hidden) * here.inherited, complete)
                found.bounds.add((), None, ended, ended)
        # Some 200 alternatives a node, several nodes a keystroke: what rarely differs is settled
        # before the loop, and what only leaves need is made only for them.
        completes_here = len(text) > typed
        done_here = (*complete, text) if completes_here else complete
        held = split_character(text)
        children = node.children
        for rank, (token, probability) in enumerate(node.agreeing(need)):
            spelled = token.text
            longer = text + spelled
            token_mass = mass * probability
            done = done_here if completes_here and ends_word(spelled) else complete
            for at in _ends_inside(text, held, spelled) if held else inner_ends(spelled):
                end = at if held else len(text) + at
                if end > typed:
                    _end(found, longer[:end], (*path, token), token_mass, 1.0)
                    done = (*done, longer[:end])
            if children:
                child = node.existing_child(token)
                if child is not None and child.distribution is not None:
                    waiting.append((child, (*path, token), longer, token_mass, done))
                    continue
            missing = typed - len(longer)
            if missing > 0:
                known = WANTED
                agreeing = token_mass * AGREEMENT_PER_BYTE**missing
                found.bounds.add((), longer, 0.0, token_mass)
            else:
                known = belief(longer[typed:])
                agreeing = token_mass
                found.choices += known.wanted > 0.5
                found.bounds.add(
                    done, longer, token_mass * known.least, token_mass * known.inherited
                )
            own = WORD_END_PRIOR * known.own + (1 - WORD_END_PRIOR)
            wanted = agreeing * own * known.inherited
            found.agreeing += agreeing
            found.seen += agreeing
            _want(found, wanted, done)
            if rank < MOST_LEAVES:
                found.leaves.append(Leaf(node, token, longer, max(0, missing), wanted))
                if missing < 0:
                    spelt = _end(found, longer, (*path, token), token_mass, WORD_END_PRIOR)
                    spelt.wanted += token_mass * WORD_END_PRIOR * known.wanted
    return found


def _want(found: Survey, mass: float, complete: tuple[bytes, ...]) -> None:
    """Add wanted mass to all, and to each word that is complete on its path."""
    found.wanted += mass
    for text in complete:
        found.endings[text].wanted += mass


def _ends_inside(text: bytes, held: bytes, token: bytes) -> list[int]:
    """Where a token shows that a word has ended, behind a text that ends inside a character.

    Such a character, of which ``held`` is known, shows its nature only with its last byte. The
    offsets count in both together. What the token's own first byte shows is left out: the node in
    front of it counts that.
    """
    start = len(text) - len(held)
    joined = held + token
    ends = [start + at for at in inner_ends(joined) if at != len(held)]
    return [start, *ends] if ends_word(joined) else ends


def _end(
    found: Survey,
    text: bytes,
    path: tuple[Token, ...],
    mass: float,
    expected: float,
) -> Ending:
    ending = found.endings.get(text)
    if ending is None:
        ending = found.endings[text] = Ending()
    ending.mass += mass * expected
    if mass > ending.path_mass:
        ending.path, ending.path_mass = path, mass
    return ending


def heaviest(leaves: list[Leaf], count: int) -> list[Leaf]:
    """The ``count`` leaves with the largest wanted mass, largest first."""
    return heapq.nlargest(count, leaves, key=lambda leaf: leaf.wanted_mass)
