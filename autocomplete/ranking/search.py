"""Best-first search: which path to ask the model about next, and when to stop asking."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from autocomplete.language_model.interface import Begun, Prompt
from autocomplete.ranking.boundaries import words
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.survey import Leaf, Survey, heaviest, survey
from autocomplete.ranking.tree import Node
from autocomplete.ranking.typed_past import WANTED, Belief

# A wider question, at three times the cost of a narrow one, is for words that the narrow one may
# have missed, not where what it missed is less than this share of what is wanted and in view. On
# 30 texts that saved one wider question in twelve and cost no keystroke; 0.1 lost 0.4 points.
LEAST_UNSHOWN = 0.03

# A leaf that is ``light`` holds less than expand_share of what is wanted; a ``complete`` one has as
# many words as a suggestion may have.
Standing = Literal["open", "light", "complete"]


@dataclass(frozen=True, slots=True)
class Expansion:
    """A node whose distribution is wanted, with at least so many alternatives.

    With ``begun``, of what is known of it already only those that agree with these bytes.
    """

    node: Node
    alternatives: int
    begun: Begun | None = None

    @property
    def prompt(self) -> Prompt:
        return replace(self.node.prompt, begun=self.begun)

    def answered_by(self, other: Expansion) -> bool:
        """Whether what ``other`` asks for tells all that this one wants to know."""
        if self.node is not other.node or self.alternatives > other.alternatives:
            return False
        if self.begun is None or other.begun is None:
            return self.begun is other.begun
        return self.begun.text.startswith(other.begun.text)


class Search:
    """One keystroke's search below ``root`` for continuations of ``remainder``.

    Sums of log-probabilities only fall along a path, so the heaviest open leaf comes first, and
    nothing lighter than ``expand_share`` of the mass in view is followed.
    """

    def __init__(
        self,
        root: Node,
        remainder: bytes,
        profile: Profile,
        belief: Callable[[bytes], Belief] = lambda _: WANTED,
        *,
        begun_tokens: bool = False,
    ) -> None:
        self.root = root
        self.remainder = remainder
        self.profile = profile
        self.begun_tokens = begun_tokens
        self.spent = 0
        self.belief = belief
        self.found: Survey = survey(root, remainder, belief)

    def next_expansion(self) -> Expansion | None:
        """The next node to ask the model about, or None when the search is over."""
        profile = self.profile
        if self.root.distribution is None:
            return Expansion(self.root, profile.alternatives)
        if self.spent >= profile.token_budget:
            return None
        wider = self._too_narrow()
        if wider is not None:
            return wider
        for leaf in heaviest(self.found.leaves, 3):
            standing = self.standing(leaf)
            if standing == "light":
                return None
            if standing == "open":
                return Expansion(leaf.parent.child(leaf.token), profile.alternatives)
        return None

    def standing(self, leaf: Leaf) -> Standing:
        """Whether a leaf may be followed, and if not, why."""
        if leaf.wanted_mass < self.profile.expand_share * self.found.wanted:
            return "light"
        return "complete" if not leaf.missing and self._long_enough(leaf.text) else "open"

    def _too_narrow(self) -> Expansion | None:
        """What to ask anew where too few alternatives for a half word are shown."""
        found = self.found
        if found.choices >= self.profile.least_agreeing:
            return None
        if found.unshown < LEAST_UNSHOWN * found.wanted:
            return None
        for place in sorted(found.open_nodes, key=lambda place: -place.unshown):
            distribution = place.node.distribution
            if distribution is None:
                continue
            begun = distribution.begun_by(place.need) if self.begun_tokens else None
            if begun is not None:
                if place.unshown > 0 and place.need not in place.node.begun:
                    return Expansion(place.node, self.profile.alternatives, begun)
            elif distribution.asked_for < self.profile.wide_alternatives:
                return Expansion(place.node, self.profile.wide_alternatives)
        return None

    def _long_enough(self, text: bytes) -> bool:
        """Whether a path already has as many words as a suggestion may have."""
        added = text[len(self.remainder) :].decode("utf-8", "ignore")
        return bool(added.strip()) and words(added) > self.profile.most_words

    def fed(self, expansion: Expansion, evaluated_tokens: int) -> None:
        """Take note that the expansion's node was fed, at this cost in tokens.

        Reading the prompt up to the root is not optional, so it is not charged to the budget.
        """
        again = expansion.begun or expansion.alternatives > self.profile.alternatives
        if expansion.node is not self.root or again:
            self.spent += evaluated_tokens
        self.found = survey(self.root, self.remainder, self.belief)
