"""What several models say together of one text."""

from __future__ import annotations

import math
from collections.abc import Sequence

from autocomplete.judging.categories import Verdict, verdict


def pooled(verdicts: Sequence[Verdict]) -> Verdict:
    """The logarithmic pool, at equal weights, under the last model's name; one stays as it is.

    Each category gets the geometric mean of its calibrated shares, made to add up to 1 (Genest &
    Zidek, "Combining Probability Distributions", Statistical Science 1986): a category that one
    model finds impossible needs much from the other.
    """
    if len(verdicts) == 1:
        return verdicts[0]
    means = {
        first.category: math.fsum(
            math.log(max(share.probability, math.ulp(0.0)))
            for one in verdicts
            for share in one.shares
            if share.category == first.category
        )
        / len(verdicts)
        for first in verdicts[0].shares
    }
    greatest = max(means.values())
    weights = {slug: math.exp(mean - greatest) for slug, mean in means.items()}
    total = math.fsum(weights.values())
    return verdict(verdicts[-1].model, {slug: weight / total for slug, weight in weights.items()})
