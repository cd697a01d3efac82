"""Whether stated probabilities mean what they say: expected calibration error and Brier score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autocomplete.evaluation.simulation import Position

BINS = 10

# A stated probability, and whether the text came true.
Outcome = tuple[float, bool]


@dataclass(frozen=True, slots=True)
class Bin:
    """The outcomes whose stated probability lies between ``low`` and ``high``.

    ``stated`` is the mean of the stated probabilities, ``came_true`` the share of texts that did;
    both are 0 where ``count`` is 0.
    """

    low: float
    high: float
    count: int
    stated: float
    came_true: float


def stated_outcomes(positions: Iterable[Position]) -> list[Outcome]:
    """Every shown item's probability, and whether it fitted."""
    return [
        outcome
        for position in positions
        for outcome in zip(position.shown.probs, position.fits, strict=True)
    ]


def reliability(outcomes: Sequence[Outcome]) -> tuple[Bin, ...]:
    """Sort outcomes into ten bins of equal width; a probability of 1 goes into the last."""
    members: list[list[Outcome]] = [[] for _ in range(BINS)]
    for probability, came_true in outcomes:
        members[min(int(probability * BINS), BINS - 1)].append((probability, came_true))
    return tuple(
        Bin(
            low=index / BINS,
            high=(index + 1) / BINS,
            count=len(inside),
            stated=sum(probability for probability, _ in inside) / max(1, len(inside)),
            came_true=sum(came_true for _, came_true in inside) / max(1, len(inside)),
        )
        for index, inside in enumerate(members)
    )


def calibration_error(outcomes: Sequence[Outcome]) -> float:
    """Expected calibration error: the bins' |stated - came true|, weighted by their counts."""
    return sum(
        inside.count * abs(inside.stated - inside.came_true) for inside in reliability(outcomes)
    ) / len(outcomes)


def brier_score(outcomes: Sequence[Outcome]) -> float:
    """The mean squared distance between the stated probability and the outcome, 1 or 0."""
    return sum((probability - came_true) ** 2 for probability, came_true in outcomes) / len(
        outcomes
    )
