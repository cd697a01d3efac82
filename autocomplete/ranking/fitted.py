"""What was fitted to simulated typing, for one model with one strategy and of no use to another."""

from __future__ import annotations

from dataclasses import dataclass

from autocomplete.ranking.calibration import Calibration
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.typing_cost import ASSUMED, TypingCost


@dataclass(frozen=True, slots=True)
class Fitted:
    """The map from stated to true probabilities, and what typing a text costs with help."""

    calibration: Calibration
    typing_cost: TypingCost


def typing_cost(profile: Profile, fitted: Fitted | None) -> TypingCost:
    """What the profile sets, else what was learned, else what is assumed."""
    if profile.typing_cost is not None:
        return profile.typing_cost
    return fitted.typing_cost if fitted is not None else ASSUMED
