"""Latencies as counts in buckets that grow by a fixed factor, so that they can be added up."""

from __future__ import annotations

import math
from collections.abc import Mapping

# A percentile is off by at most this factor, 9 %.
GROWTH = 2.0 ** (1 / 8)
# The last bucket holds all from 2 minutes on.
_LAST = math.ceil(math.log(120_000, GROWTH))


def bucket_of(ms: float) -> int:
    """The number of the bucket that holds ``ms``; 0 holds all below a millisecond."""
    return 0 if ms < 1 else min(1 + math.floor(math.log(ms, GROWTH) + 1e-9), _LAST)


def bounds(bucket: int) -> tuple[float, float]:
    """From which to below which latency, in milliseconds, a bucket goes."""
    return (0.0, 1.0) if bucket == 0 else (GROWTH ** (bucket - 1), GROWTH**bucket)


def percentile(buckets: Mapping[int, int], share: float) -> float | None:
    """The latency in ms that a ``share`` (0 to 1) stays below; None where nothing was counted.

    Within its bucket, latencies are taken to be spread evenly.
    """
    total = sum(buckets.values())
    if not total:
        return None
    wanted, seen = share * total, 0
    for bucket in sorted(buckets):
        count = buckets[bucket]
        if count and seen + count >= wanted:
            low, high = bounds(bucket)
            return low + (high - low) * (wanted - seen) / count
        seen += count
    return bounds(max(buckets))[1]
