"""Percentiles from buckets are those of the latencies themselves, to 9 %."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.events.histogram import GROWTH, bounds, bucket_of, percentile

latencies = st.floats(min_value=0, max_value=100_000)


@given(latencies)
def test_every_latency_lies_in_its_bucket(ms: float) -> None:
    low, high = bounds(bucket_of(ms))
    assert low * (1 - 1e-6) <= ms < high * (1 + 1e-6)


@given(
    st.lists(st.floats(min_value=1, max_value=100_000), min_size=1), st.sampled_from([0.5, 0.95])
)
def test_a_percentile_is_off_by_a_bucket_at_most(ms: list[float], share: float) -> None:
    found = percentile(Counter(map(bucket_of, ms)), share)
    ranked = sorted(ms)
    exact = ranked[max(0, -(-round(len(ms) * share * 1e9) // 10**9) - 1)]
    assert found is not None
    assert exact / GROWTH <= found * (1 + 1e-9)
    assert found <= exact * GROWTH * (1 + 1e-9)


def test_without_latencies_there_is_no_percentile() -> None:
    assert percentile({}, 0.5) is None


def test_what_takes_for_ever_is_counted_too() -> None:
    assert percentile({bucket_of(1e9): 1}, 0.5) == pytest.approx(120_000, rel=0.1)
