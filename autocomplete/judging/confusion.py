"""How well classified examples were: accuracy, the confusion matrix, and routes over thresholds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from autocomplete.judging.categories import Verdict


@dataclass(frozen=True, slots=True)
class Outcome:
    """The category that an example has, and the one it was put into."""

    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class Confusion:
    """``counts[row][column]`` examples of ``categories[row]`` were put into that of the column."""

    categories: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def examples(self) -> int:
        return sum(map(sum, self.counts))

    @property
    def accuracy(self) -> float:
        """The share (0 to 1) of the examples that were put into their own category."""
        return sum(row[number] for number, row in enumerate(self.counts)) / self.examples


def confusion(categories: Sequence[str], outcomes: Sequence[Outcome]) -> Confusion:
    """Count the outcomes. Raises ValueError where there are none, or one has no such category."""
    if not outcomes:
        raise ValueError("There are no examples: give one or more.")
    counted = Counter((outcome.expected, outcome.found) for outcome in outcomes)
    for pair in counted:
        for name in pair:
            if name not in categories:
                raise ValueError(f"There is no category {name!r}: use one of the site's.")
    return Confusion(
        tuple(categories),
        tuple(tuple(counted[row, column] for column in categories) for row in categories),
    )


@dataclass(frozen=True, slots=True)
class TwoVerdicts:
    """What a cheap and a larger model say of one example."""

    expected: str
    cheap: Verdict
    larger: Verdict


@dataclass(frozen=True, slots=True)
class Routed:
    """What a route does at one threshold; both figures are shares (0 to 1) of the examples."""

    sure_from: float
    accuracy: float
    escalated: float


def routed(examples: Sequence[TwoVerdicts], sure_from: float) -> Routed:
    """Let the larger model decide where the cheap one's margin is below ``sure_from``."""
    right = escalated = 0
    for example in examples:
        asked_on = example.cheap.margin < sure_from
        decided = example.larger if asked_on else example.cheap
        right += decided.category == example.expected
        escalated += asked_on
    return Routed(sure_from, right / len(examples), escalated / len(examples))
