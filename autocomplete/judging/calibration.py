"""What a model's answers are measured against, learned from a site's examples once a model."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autocomplete.judging.categories import (
    Scheme,
    label_shares,
    log_sum,
    made_one,
    mean_shares,
    shares,
)

NEARNESS = 2.0
"""By how much an example counts less for each nat that a text's answer differs from its own. With
1, 2 and 3, half of the calls gave 80, 82 and 81 of 100 right (docs/uses.md, first half)."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What one model answers whatever the text, and to each example.

    ``bias`` is each label's mean share (0 to 1). ``examples`` has a category's slug with the
    labels' shares behind one of its examples; empty where texts without content stand in.
    """

    bias: Mapping[str, float]
    examples: tuple[tuple[str, Mapping[str, float]], ...] = ()

    def shares(self, scheme: Scheme, label_logprobs: Mapping[str, float]) -> dict[str, float]:
        """The probability (0 to 1) of each category, by its slug: they add up to 1.

        Two signs are multiplied: by how much the text raises a category's labels, and how like the
        model's answer is to those that it gave to the category's examples, labels of other
        categories included (Xu et al., "kNN Prompting", ICLR 2023, take the nearest examples by the
        same divergence).
        """
        found = shares(scheme, label_logprobs, self.bias)
        if not self.examples:
            return found
        answer = label_shares(label_logprobs)
        near: dict[str, list[float]] = {slug: [] for slug in found}
        for slug, example in self.examples:
            near[slug].append(-NEARNESS * divergence(answer, example))
        return made_one(
            {
                slug: _log(share) + log_sum(near[slug]) - math.log(len(near[slug]))
                for slug, share in found.items()
            }
        )


def calibration(scheme: Scheme, answers: Sequence[Mapping[str, float]]) -> Calibration:
    """Learn from a model's answers to the scheme's typical texts, in their order.

    An answer is the labels' natural log-probabilities.
    """
    found = [label_shares(answer) for answer in answers]
    slugs = scheme.typical_categories()
    return Calibration(mean_shares(found), tuple(zip(slugs, found, strict=True)) if slugs else ())


def divergence(answer: Mapping[str, float], example: Mapping[str, float]) -> float:
    """Kullback and Leibler's, in nats (0 or more), of an answer's shares from an example's."""
    terms = (
        share * (math.log(share) - _log(example[label])) for label, share in answer.items() if share
    )
    return max(0.0, math.fsum(terms))


def _log(share: float) -> float:
    """The logarithm of a share, finite also where it was too small for a number."""
    return math.log(max(share, math.ulp(0.0)))
