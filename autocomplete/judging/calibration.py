"""What a model's preferences for categories mean: a temperature and a bias for each category.

Fitted to labelled examples by maximum likelihood (vector scaling, Guo et al., "On Calibration of
Modern Neural Networks", ICML 2017), with one temperature for all categories and a penalty on what
differs from the plain bias, for the examples are few.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autocomplete.ranking.linear_system import solved

LogShares = Mapping[str, float]
"""The natural logarithm of each category's share, by its slug."""

# Precisions of the normal priors that the penalties stand for: how far a sharpness may be from 1,
# and a category's bias from the one that its mean share gives, before the examples must say so.
SHARPNESS_PENALTY = 3.0
BIAS_PENALTY = 1.0
# Examples that speak against a model say that it knows nothing, and not that the opposite is true.
LEAST_SHARPNESS = 0.05
NEWTON_STEPS = 50
SETTLED = 1e-9


@dataclass(frozen=True, slots=True)
class Calibration:
    """Log-shares are multiplied by ``sharpness`` (1 / temperature), and ``bias`` is added.

    A sharpness below 1 says that the model is surer than it is right.
    """

    sharpness: float
    bias: Mapping[str, float]

    def applied(self, log_shares: LogShares) -> dict[str, float]:
        """The calibrated logarithms of the shares (at most 0): the shares add up to 1."""
        return normalised(
            {slug: self.sharpness * value + self.bias[slug] for slug, value in log_shares.items()}
        )


def normalised(scores: LogShares) -> dict[str, float]:
    """Shift logarithms so that what they stand for adds up to 1."""
    total = log_sum(list(scores.values()))
    return {slug: score - total for slug, score in scores.items()}


def log_sum(logprobs: Sequence[float]) -> float:
    """The logarithm of the sum of probabilities."""
    greatest = max(logprobs)
    return greatest + math.log(math.fsum(math.exp(logprob - greatest) for logprob in logprobs))


def without_content(log_shares: Sequence[LogShares]) -> Calibration:
    """Only a bias, from what a model says of texts that say nothing: their mean is divided out.

    Zhao et al., "Calibrate Before Use" (ICML 2021). At least one text is needed.
    """
    rows = [list(one.values()) for one in log_shares]
    return Calibration(1.0, dict(zip(log_shares[0], _mean_biases(rows), strict=True)))


def fit(examples: Sequence[tuple[LogShares, str]]) -> Calibration:
    """Fit sharpness and bias to labelled examples, each a model's log-shares and the right slug.

    Every category of the log-shares needs an example, or its bias would be held against it.
    """
    slugs = list(examples[0][0])
    rows = [[log_shares[slug] for slug in slugs] for log_shares, _ in examples]
    right = [slugs.index(slug) for _, slug in examples]
    start = [1.0, *_mean_biases(rows)]
    found = list(start)
    cost = _cost(found, start, rows, right)
    for _ in range(NEWTON_STEPS):
        step = _newton_step(found, start, rows, right)
        # A full step may overshoot where the curvature changes fast.
        for halvings in range(20):
            nearer = [
                value + change / 2**halvings for value, change in zip(found, step, strict=True)
            ]
            nearer_cost = _cost(nearer, start, rows, right)
            if nearer_cost <= cost:
                break
        gained, found, cost = cost - nearer_cost, nearer, nearer_cost
        if gained < SETTLED:
            break
    return Calibration(max(found[0], LEAST_SHARPNESS), dict(zip(slugs, found[1:], strict=True)))


def _mean_biases(rows: Sequence[Sequence[float]]) -> list[float]:
    """What divides each category's share by its mean."""
    return [math.log(len(rows)) - log_sum(list(column)) for column in zip(*rows, strict=True)]


def _scores(found: Sequence[float], row: Sequence[float]) -> list[float]:
    return [found[0] * value + bias for value, bias in zip(row, found[1:], strict=True)]


def _penalties(size: int) -> list[float]:
    return [SHARPNESS_PENALTY, *[BIAS_PENALTY] * (size - 1)]


def _cost(
    found: Sequence[float],
    start: Sequence[float],
    rows: Sequence[Sequence[float]],
    right: Sequence[int],
) -> float:
    """The negative logarithm of the likelihood, and the penalty."""
    cost = math.fsum(
        penalty / 2 * (value - first) ** 2
        for penalty, value, first in zip(_penalties(len(found)), found, start, strict=True)
    )
    for row, place in zip(rows, right, strict=True):
        scores = _scores(found, row)
        cost += log_sum(scores) - scores[place]
    return cost


def _newton_step(
    found: Sequence[float],
    start: Sequence[float],
    rows: Sequence[Sequence[float]],
    right: Sequence[int],
) -> list[float]:
    size = len(found)
    penalties = _penalties(size)
    downhill = [
        penalty * (first - value)
        for penalty, value, first in zip(penalties, found, start, strict=True)
    ]
    curvature = [[penalties[i] * (i == j) for j in range(size)] for i in range(size)]
    for row, place in zip(rows, right, strict=True):
        scores = _scores(found, row)
        total = log_sum(scores)
        shares = [math.exp(score - total) for score in scores]
        # How each score changes with the parameters: the log-share, and 1 for its own bias.
        slopes = [[value, *(float(k == j) for j in range(size - 1))] for k, value in enumerate(row)]
        means = [
            math.fsum(share * slope[i] for share, slope in zip(shares, slopes, strict=True))
            for i in range(size)
        ]
        for i in range(size):
            downhill[i] += slopes[place][i] - means[i]
            for j in range(size):
                curvature[i][j] += math.fsum(
                    share * (slope[i] - means[i]) * (slope[j] - means[j])
                    for share, slope in zip(shares, slopes, strict=True)
                )
    return solved(curvature, downhill)
