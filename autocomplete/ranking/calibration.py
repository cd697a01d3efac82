"""Maps what a model says to how often it comes true, for one model and one strategy.

A fitted map is never used for another model: the same log-probability of two models means
different things.
"""

from __future__ import annotations

import bisect
import math
from collections.abc import Sequence
from dataclasses import dataclass

# With fewer outcomes than this the steps of an isotonic map would be noise.
LEAST_FOR_ISOTONIC = 2000
# Penalty on the squared weights of the logistic fit; keeps separable data from running away.
RIDGE = 1e-3
NEWTON_STEPS = 25
SMALLEST = 1e-6


@dataclass(frozen=True, slots=True)
class Claim:
    """What is known of an item when it is shown.

    ``probability`` (0 to 1) as ranked; ``characters`` to insert; ``runner_up``: the probability of
    the most probable other text that could be suggested, shown or not; 0 if there is none.
    """

    probability: float
    characters: int
    runner_up: float

    def features(self) -> tuple[float, ...]:
        return (
            1.0,
            _logit(self.probability),
            math.log(self.probability + SMALLEST),
            math.log(self.characters),
            _logit(self.runner_up),
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """An item that was shown, and whether the person went on to type just that."""

    claim: Claim
    fits: bool


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic map, and where outcomes were plenty an isotonic one behind it.

    ``weights`` belong to ``Claim.features``. ``steps`` are pairs of a probability and what it is
    mapped to, both rising; between two of them the map is linear.
    """

    weights: tuple[float, ...]
    steps: tuple[tuple[float, float], ...] = ()

    def probability(self, claim: Claim) -> float:
        """How likely (0 to 1) a shown item is what the person goes on to type."""
        platt = _logistic(self.weights, claim.features())
        return _interpolated(self.steps, platt) if self.steps else platt


def fit(outcomes: Sequence[Outcome]) -> Calibration:
    """Fit a map to outcomes: Platt (1999), then isotonic regression where they are enough.

    Raises ValueError for fewer than 20 outcomes, or when all are of one kind.
    """
    if len(outcomes) < 20 or len({outcome.fits for outcome in outcomes}) < 2:
        raise ValueError("A calibration needs at least 20 outcomes, fitting ones and others.")
    features = [outcome.claim.features() for outcome in outcomes]
    hits = [float(outcome.fits) for outcome in outcomes]
    weights = _newton(features, hits)
    if len(outcomes) < LEAST_FOR_ISOTONIC:
        return Calibration(weights)
    platt = [_logistic(weights, row) for row in features]
    return Calibration(weights, _isotonic(platt, hits))


def _logit(probability: float) -> float:
    inside = min(1 - SMALLEST, max(SMALLEST, probability))
    return math.log(inside / (1 - inside))


def _logistic(weights: Sequence[float], row: Sequence[float]) -> float:
    total = sum(weight * value for weight, value in zip(weights, row, strict=True))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def _newton(features: Sequence[tuple[float, ...]], hits: Sequence[float]) -> tuple[float, ...]:
    """Weights of a logistic regression with a small ridge, by Newton's method."""
    size = len(features[0])
    weights = [0.0] * size
    for _ in range(NEWTON_STEPS):
        gradient = [-RIDGE * weight for weight in weights]
        hessian = [[RIDGE * (row == column) for column in range(size)] for row in range(size)]
        for row, hit in zip(features, hits, strict=True):
            probability = _logistic(weights, row)
            spread = probability * (1 - probability)
            for i in range(size):
                gradient[i] += (hit - probability) * row[i]
                for j in range(i + 1):
                    hessian[i][j] += spread * row[i] * row[j]
        for i in range(size):
            for j in range(i):
                hessian[j][i] = hessian[i][j]
        step = _solved(hessian, gradient)
        weights = [weight + change for weight, change in zip(weights, step, strict=True)]
        if max(abs(change) for change in step) < 1e-8:
            break
    return tuple(weights)


def _solved(matrix: list[list[float]], right: list[float]) -> list[float]:
    """The solution of a small positive definite system, by Gaussian elimination."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for pivot in range(size):
        best = max(range(pivot, size), key=lambda index: abs(rows[index][pivot]))
        rows[pivot], rows[best] = rows[best], rows[pivot]
        for below in range(pivot + 1, size):
            factor = rows[below][pivot] / rows[pivot][pivot]
            for column in range(pivot, size + 1):
                rows[below][column] -= factor * rows[pivot][column]
    solution = [0.0] * size
    for index in reversed(range(size)):
        known = sum(rows[index][j] * solution[j] for j in range(index + 1, size))
        solution[index] = (rows[index][size] - known) / rows[index][index]
    return solution


def _isotonic(
    probabilities: Sequence[float], hits: Sequence[float]
) -> tuple[tuple[float, float], ...]:
    """Pool adjacent violators (Ayer et al., 1955), in blocks large enough to mean something."""
    ordered = sorted(zip(probabilities, hits, strict=True))
    block = max(50, len(ordered) // 40)
    pools: list[tuple[float, float, int]] = []
    for start in range(0, len(ordered), block):
        part = ordered[start : start + block]
        pools.append((sum(p for p, _ in part), sum(hit for _, hit in part), len(part)))
        while len(pools) > 1 and pools[-2][1] / pools[-2][2] >= pools[-1][1] / pools[-1][2]:
            last = pools.pop()
            before = pools.pop()
            pools.append((before[0] + last[0], before[1] + last[1], before[2] + last[2]))
    return tuple((total / count, hit / count) for total, hit, count in pools)


def _interpolated(steps: Sequence[tuple[float, float]], probability: float) -> float:
    at = bisect.bisect_left(steps, (probability, -1.0))
    if at == 0:
        low, high = (0.0, 0.0), steps[0]
    elif at == len(steps):
        low, high = steps[-1], (1.0, max(steps[-1][1], 1.0))
    else:
        low, high = steps[at - 1], steps[at]
    width = high[0] - low[0]
    share = (probability - low[0]) / width if width > 0 else 1.0
    return low[1] + share * (high[1] - low[1])
