"""What a model's category shares are corrected by, learned from a site's examples.

The bias is divided out (Zhao et al., "Calibrate Before Use", ICML 2021); what is left is softened
or sharpened by one temperature a model (Guo et al., "On Calibration of Modern Neural Networks",
ICML 2017), so that 0.7 of one model means what 0.7 of another means.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autocomplete.judging.categories import Scheme, label_shares, mean_shares, shares

# A handful of examples that are all right, or all wrong, would drive the temperature to an end.
SHARPEST = 0.1
SOFTEST = 8.0
# Halvings of the range: the temperature is then known to a thousandth.
HALVINGS = 20


@dataclass(frozen=True, slots=True)
class Calibration:
    """``bias`` is each label's mean share (0 to 1) among the labels, whatever the text.

    Scores are divided by ``temperature`` (above 0): above 1 the model was surer than it was right.
    """

    bias: Mapping[str, float]
    temperature: float = 1.0

    def shares(self, scheme: Scheme, label_logprobs: Mapping[str, float]) -> dict[str, float]:
        """The calibrated probability (0 to 1) of each category, by its slug."""
        return shares(scheme, label_logprobs, self.bias, self.temperature)


def calibration(scheme: Scheme, answers: Sequence[Mapping[str, float]]) -> Calibration:
    """Learn from what a model answers to each of the scheme's typical texts, in their order.

    ``answers`` are the labels' natural log-probabilities. Each example is judged with the bias that
    the others have; with fewer than two in some category the temperature stays 1.
    """
    found = [label_shares(answer) for answer in answers]
    bias = mean_shares(found)
    expected = scheme.typical_categories()
    if min((expected.count(one.slug) for one in scheme.categories), default=0) < 2:
        return Calibration(bias)
    judged = [
        shares(scheme, answer, mean_shares([*found[:number], *found[number + 1 :]]))
        for number, answer in enumerate(answers)
    ]
    return Calibration(bias, temperature(judged, expected))


def temperature(judged: Sequence[Mapping[str, float]], expected: Sequence[str]) -> float:
    """The temperature under which the expected categories are likeliest.

    The likelihood's slope falls with the inverse temperature, so its zero is found by halving; what
    lies outside ``SHARPEST`` to ``SOFTEST`` is cut to them.
    """
    scores = [
        {slug: math.log(max(share, math.ulp(0.0))) for slug, share in one.items()} for one in judged
    ]
    low, high = 1 / SOFTEST, 1 / SHARPEST
    for _ in range(HALVINGS):
        inverse = (low + high) / 2
        if _slope(scores, expected, inverse) > 0:
            low = inverse
        else:
            high = inverse
    return 2 / (low + high)


def _slope(scores: Sequence[Mapping[str, float]], expected: Sequence[str], inverse: float) -> float:
    """How fast the log-likelihood rises with the inverse temperature."""
    slope = 0.0
    for one, slug in zip(scores, expected, strict=True):
        greatest = max(one.values())
        weights = {name: math.exp(inverse * (score - greatest)) for name, score in one.items()}
        mean = math.fsum(weights[name] * score for name, score in one.items())
        slope += one[slug] - mean / math.fsum(weights.values())
    return slope
