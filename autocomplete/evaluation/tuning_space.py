"""Which numbers of a profile are tuned, within which values, and how candidates are drawn.

Left out is what the simulated person cannot judge, as reading costs them nothing: gates, the least
probability, how many are shown. So are the numbers of alternatives, which cost time and no tokens.
"""

from __future__ import annotations

import dataclasses
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from autocomplete.ranking.profile import Profile
from autocomplete.ranking.strategies import Strategy

# How far one change goes, as a share of the whole span (standard deviation).
STEP = 0.2
# How many numbers one local change alters, at most.
MOST_CHANGES = 3


@dataclass(frozen=True, slots=True)
class Number:
    """A field of the profile, searched between two values; both may be reached."""

    name: str
    least: float
    most: float
    whole: bool = False
    logarithmic: bool = False

    def drawn(self, dice: random.Random) -> float:
        return self._at(dice.random())

    def near(self, value: float, dice: random.Random) -> float:
        """Another value, mostly a near one."""
        for _ in range(20):
            found = self._at(min(1.0, max(0.0, dice.gauss(self._place(value), STEP))))
            if found != value:
                return found
        return self.drawn(dice)

    def _place(self, value: float) -> float:
        value = min(max(value, self.least), self.most)
        if self.logarithmic:
            return math.log(value / self.least) / math.log(self.most / self.least)
        return (value - self.least) / (self.most - self.least)

    def _at(self, place: float) -> float:
        if self.logarithmic:
            value = self.least * (self.most / self.least) ** place
        else:
            value = self.least + (self.most - self.least) * place
        # Three digits: more tell nothing, and people read them.
        return round(value) if self.whole else float(f"{value:.3g}")


NUMBERS = (
    Number("token_budget", 0, 12, whole=True),
    Number("expand_share", 0.05, 0.8, logarithmic=True),
    Number("least_agreeing", 0, 8, whole=True),
    Number("most_words", 1, 6, whole=True),
    Number("diversity", 0, 1),
    Number("typed_past_strength", 0, 1),
)


@dataclass(frozen=True, slots=True)
class Space:
    """Where candidates come from; ``strategies`` are those whose probabilities can be believed."""

    start: Profile
    strategies: Sequence[Strategy]

    def drawn(self, dice: random.Random) -> Profile:
        """A candidate from anywhere."""
        changes = {number.name: number.drawn(dice) for number in NUMBERS}
        return _changed(self.start, changes, dice.choice(self.strategies))

    def near(self, profile: Profile, dice: random.Random) -> Profile:
        """A candidate that differs from ``profile`` in a few numbers."""
        chosen = dice.sample(NUMBERS, dice.randint(1, MOST_CHANGES))
        changes = {
            number.name: number.near(getattr(profile, number.name), dice) for number in chosen
        }
        strategy = profile.strategy
        if len(self.strategies) > 1 and dice.random() < 1 / len(NUMBERS):
            strategy = dice.choice(self.strategies)
        return _changed(profile, changes, strategy)


def _changed(profile: Profile, changes: dict[str, float], strategy: Strategy) -> Profile:
    return dataclasses.replace(profile, strategy=strategy, **changes)  # type: ignore[arg-type]
