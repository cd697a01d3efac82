"""What the tree knows of one continuation: its mass, and the node to ask for knowing more."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from autocomplete.language_model.interface import Token
from autocomplete.ranking.survey import Leaf, Survey
from autocomplete.ranking.tree import AGREEMENT_PER_BYTE, Node

# The likeliest next tokens tell enough of how a text goes on in general.
LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class TextPath:
    """All paths of a tree that agree with one continuation, and the heaviest of them.

    ``ratio`` (0 or more): the mass of what agrees, in parts of what continuations of this length
    have on average. ``tokens`` are the heaviest path as far as it is known; ``open`` is the node in
    which it ends, if that was not asked yet and does not spell all of the continuation.
    """

    ratio: float
    tokens: tuple[Token, ...] = ()
    open: Node | None = None


class Paths:
    """The leaves of one survey, sorted by the first byte behind what is typed."""

    def __init__(self, found: Survey, root: Node, remainder: bytes) -> None:
        self._found = found
        self._root = root
        self._remainder = remainder
        self._leaves: defaultdict[bytes, list[Leaf]] = defaultdict(list)
        typed = len(remainder)
        for leaf in found.leaves:
            # Those that do not reach beyond what is typed may lead anywhere.
            self._leaves[leaf.text[typed : typed + 1]].append(leaf)

    def along(self, rest: bytes) -> TextPath:
        """What is known of ``rest``, which is not empty, behind the remainder."""
        found = self._found
        text = self._remainder + rest
        mass = 0.0
        most = 0.0
        heaviest: Leaf | None = None
        for leaf in (*self._leaves[rest[:1]], *self._leaves[b""]):
            if leaf.text.startswith(text):
                expected = leaf.wanted_mass
            elif text.startswith(leaf.text):
                beyond = len(text) - max(len(leaf.text), len(self._remainder))
                expected = leaf.wanted_mass * AGREEMENT_PER_BYTE**beyond
            else:
                continue
            mass += expected
            if expected > most:
                heaviest, most = leaf, expected
        usual = AGREEMENT_PER_BYTE ** len(rest)
        whole = (found.wanted + found.unshown) * usual
        ratio = (mass + found.unshown * usual) / whole if whole > 0 else 1.0
        if heaviest is None:
            return TextPath(ratio)
        node = heaviest.parent
        before = node.prompt.tokens[len(self._root.prompt.tokens) :]
        spelled = len(heaviest.text) >= len(text)
        return TextPath(
            ratio, (*before, heaviest.token), None if spelled else node.child(heaviest.token)
        )


def begun_mass(root: Node, text: bytes) -> float:
    """The probability (above 0, up to 1) that what follows at ``root`` agrees with ``text``."""
    if not text:
        return 1.0
    other = sum(
        probability
        for token, probability in root.alternatives[:LOOKED_AT]
        if not token.text.startswith(text) and not text.startswith(token.text)
    )
    return max(1e-6, 1 - other)
