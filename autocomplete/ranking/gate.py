"""Whether a list is worth showing, and which of its items is worth being the ghost text.

Both weigh the keystrokes that are expected to be saved against what reading costs. Calibrated
probabilities make that a fair comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autocomplete.ranking.profile import Profile
from autocomplete.ranking.savings import ACCEPT, expected_savings
from autocomplete.ranking.suggestions import Gate, Suggestion
from autocomplete.ranking.typing_cost import TypingCost


@dataclass(frozen=True, slots=True)
class Decision:
    """``ghost`` is the rank (from 0) of the ghost text or None; ``gate`` says why a list is held
    back, or None where it may be shown."""

    ghost: int | None
    gate: Gate | None


def too_short(text: str, profile: Profile) -> bool:
    """Whether too little is typed to show anything."""
    return len(text) < profile.least_typed


def decide(
    items: Sequence[Suggestion], profile: Profile, cost: TypingCost, *, force: bool = False
) -> Decision:
    """Hold a list against the profile's gates; ``force`` opens them all."""
    if not items:
        return Decision(None, None)
    saved = expected_savings([(item.text, item.prob) for item in items], cost)
    if (
        profile.list_gate is not None
        and not force
        and saved - profile.reading_cost < profile.list_gate
    ):
        return Decision(None, "low_confidence")
    return Decision(_ghost(items, profile, cost, force), None)


def _ghost(
    items: Sequence[Suggestion], profile: Profile, cost: TypingCost, force: bool
) -> int | None:
    """The item that is expected to save most on its own: several words when the model is sure."""
    benefits = [
        item.prob * (cost.keystrokes(item.text) - ACCEPT) - profile.reading_cost for item in items
    ]
    best = max(range(len(items)), key=lambda rank: (benefits[rank], -rank))
    opened = force or profile.ghost_gate is None or benefits[best] >= profile.ghost_gate
    return best if opened else None
