"""Routing by confidence: when the next model of a route is asked, and when its list is shown.

Both weigh what a list is expected to save, in keystrokes. The probabilities in it have to be
calibrated, each model's by its own map: as models state them they mean different things. What
typing costs belongs to the person and not to the model, so all lists of a route are weighed with
one and the same cost.
"""

from __future__ import annotations

from collections.abc import Sequence

from autocomplete.ranking.profile import Profile
from autocomplete.ranking.savings import expected_savings
from autocomplete.ranking.suggestions import Suggestion
from autocomplete.ranking.typing_cost import TypingCost


def benefit(items: Sequence[Suggestion], cost: TypingCost) -> float:
    """The keystrokes that a list is expected to save; 0 for an empty one."""
    return expected_savings([(item.text, item.prob) for item in items], cost)


def escalates(benefit: float, profile: Profile) -> bool:
    """Whether a list of this benefit is too little to leave it at that."""
    return benefit < profile.escalate_below


def replaces(benefit: float, shown: float, profile: Profile) -> bool:
    """Whether a list is so much better than the ``shown`` one that people should see it change.

    Where nothing is shown, nothing flickers, and any list is better.
    """
    return benefit > 0 if shown == 0 else benefit >= shown + profile.escalation_margin
