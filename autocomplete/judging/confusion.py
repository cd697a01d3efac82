"""How well classified examples were: accuracy, the confusion matrix, and routes over thresholds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from autocomplete.judging.categories import Verdict, together


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
    """What a route does at one threshold, as shares (0 to 1) of the examples.

    ``larger_alone`` of them are right where the larger model alone decides what it is asked,
    ``both_together`` where its verdict and the cheap one's are pooled.
    """

    sure_from: float
    escalated: float
    larger_alone: float
    both_together: float


def routed(examples: Sequence[TwoVerdicts], sure_from: float) -> Routed:
    """Ask the larger model where the cheap one's margin is below ``sure_from``."""
    escalated = alone = both = 0
    for example in examples:
        if example.cheap.margin < sure_from:
            escalated += 1
            alone += example.larger.category == example.expected
            pooled = together((example.cheap, example.larger))
            both += pooled.category == example.expected
        else:
            alone += example.cheap.category == example.expected
            both += example.cheap.category == example.expected
    of = len(examples)
    return Routed(sure_from, escalated / of, alone / of, both / of)
