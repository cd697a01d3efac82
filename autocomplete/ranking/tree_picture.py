"""The searched tree as data for a picture: the heaviest paths that agree with what is typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from autocomplete.language_model.interface import Token
from autocomplete.ranking.search import Search, Standing
from autocomplete.ranking.survey import Leaf
from autocomplete.ranking.tree import AGREEMENT_PER_BYTE, Node

# A person reads a few dozen labels, not the thousands of alternatives that a tree holds.
MOST_CHILDREN = 7
MOST_NODES = 60
LEAST_SHARE = 0.002

State = Standing | Literal["asked", "others"]


@dataclass(frozen=True, slots=True)
class PictureNode:
    """One token of a path, or all that is not drawn beside it.

    ``parent`` is the index of the node in front of it, None for the root, whose text is empty.
    ``text`` is the token's; ``spelled`` all that the path spells behind the cut. ``logprob`` is the
    token's own, None for the root and for others. ``share`` (0 to 1) is the part of the probability
    that agrees with what is typed and lies on this path. ``state``: the model was ``asked`` what
    follows, or it was not, since the path is ``light`` or ``complete`` (see search.py), or else
    ``open``, which is followed next if the budget allows. ``others`` stands for the next tokens of
    its parent that are not drawn, for those the model did not show, and for the end of the text;
    ``hidden`` counts the first of these.
    """

    parent: int | None
    text: str
    spelled: str
    logprob: float | None
    share: float
    state: State
    hidden: int = 0


@dataclass(slots=True)
class _Branch:
    token: Token
    node: Node | None
    text: bytes
    mass: float
    share: float
    state: State


def picture(search: Search) -> tuple[PictureNode, ...]:
    """The tree below a search's root, each node behind its parent; empty before any answer.

    Drawn are the heaviest alternatives of each node, at most MOST_NODES in all, the heaviest first.
    """
    whole = search.found.agreeing
    if search.root.distribution is None or whole <= 0:
        return ()
    leaves = {
        (id(leaf.parent), leaf.token.id, leaf.token.text): leaf for leaf in search.found.leaves
    }
    drawn = [PictureNode(None, "", "", None, 1.0, "asked")]
    waiting = [(0, search.root, b"", 1.0)]
    while waiting:
        at, node, text, mass = waiting.pop(0)
        branches = _branches(search, node, text, mass, whole, leaves)
        room = max(0, min(MOST_CHILDREN, MOST_NODES - len(drawn)))
        shown = [branch for branch in branches[:room] if branch.share >= LEAST_SHARE]
        for branch in shown:
            if branch.node is not None:
                waiting.append((len(drawn), branch.node, branch.text, branch.mass))
            drawn.append(
                PictureNode(
                    at,
                    _shown(branch.token.text),
                    _shown(branch.text),
                    branch.token.logprob,
                    branch.share,
                    branch.state,
                )
            )
        rest = drawn[at].share - sum(branch.share for branch in shown)
        hidden = len(branches) - len(shown)
        if hidden or rest >= LEAST_SHARE:
            drawn.append(PictureNode(at, "", _shown(text), None, max(0.0, rest), "others", hidden))
    return tuple(drawn)


def _branches(
    search: Search,
    node: Node,
    text: bytes,
    mass: float,
    whole: float,
    leaves: Mapping[tuple[int, int | None, bytes], Leaf],
) -> list[_Branch]:
    """The alternatives of a node that agree with what is typed, heaviest first."""
    found: list[_Branch] = []
    for token, probability in node.agreeing(search.remainder[len(text) :]):
        longer = text + token.text
        own = mass * probability
        child = node.existing_child(token)
        if child is not None and child.distribution is not None:
            share = _agreeing_mass(child, search.remainder[len(longer) :], own) / whole
            found.append(_Branch(token, child, longer, own, share, "asked"))
            continue
        missing = max(0, len(search.remainder) - len(longer))
        leaf = leaves.get((id(node), token.id, token.text))
        # Those that are no candidates, being too many, are lighter than all that are.
        state: State = search.standing(leaf) if leaf is not None else "light"
        share = own * AGREEMENT_PER_BYTE**missing / whole
        found.append(_Branch(token, None, longer, own, share, state))
    return sorted(found, key=lambda branch: -branch.share)


def _agreeing_mass(node: Node, need: bytes, mass: float) -> float:
    """The part of a node's mass that is expected to agree with what of the remainder is left."""
    if not need:
        return mass
    if node.distribution is None:
        return mass * AGREEMENT_PER_BYTE ** len(need)
    total = mass * node.unshown(need)[1]
    for token, probability in node.agreeing(need):
        child = node.existing_child(token)
        left = need[len(token.text) :]
        if child is None:
            total += mass * probability * AGREEMENT_PER_BYTE ** len(left)
        else:
            total += _agreeing_mass(child, left, mass * probability)
    return total


def _shown(text: bytes) -> str:
    return text.decode("utf-8", "replace")
