"""A calibration makes probabilities come true as often as they say."""

from __future__ import annotations

import random

import pytest

from autocomplete.evaluation.reliability import brier_score, calibration_error
from autocomplete.ranking.calibration import Calibration, Claim, Outcome, fit


def overconfident(count: int, seed: int) -> list[Outcome]:
    """Items that come true in the square of the probability they claim."""
    draw = random.Random(seed)
    outcomes = []
    for _ in range(count):
        claimed = draw.random()
        claim = Claim(claimed, draw.randint(2, 12), claimed * draw.random())
        outcomes.append(Outcome(claim, draw.random() < claimed**2))
    return outcomes


def pairs(outcomes: list[Outcome], calibration: Calibration | None) -> list[tuple[float, bool]]:
    return [
        (
            calibration.probability(outcome.claim) if calibration else outcome.claim.probability,
            outcome.fits,
        )
        for outcome in outcomes
    ]


@pytest.mark.parametrize("count", [500, 5000])
def test_held_out_items_are_calibrated_after_fitting(count: int) -> None:
    held_out = overconfident(4000, seed=2)
    before = pairs(held_out, None)
    after = pairs(held_out, fit(overconfident(count, seed=1)))
    assert calibration_error(before) > 0.14
    assert calibration_error(after) < 0.04
    assert brier_score(after) < brier_score(before)


def test_a_map_rises_with_the_probability() -> None:
    calibration = fit(overconfident(5000, seed=3))
    mapped = [calibration.probability(Claim(step / 100, 5, 0.01)) for step in range(2, 100)]
    assert all(low <= high + 1e-9 for low, high in zip(mapped, mapped[1:], strict=False))
    assert mapped[0] >= 0
    assert mapped[-1] <= 1


def test_too_few_outcomes_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 20"):
        fit(overconfident(19, seed=4))


def test_outcomes_of_one_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="fitting ones and others"):
        fit([Outcome(Claim(0.5, 3, 0.1), True)] * 50)
