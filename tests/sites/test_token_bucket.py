"""A rate limit lets a burst through, then the rate, and says exactly how long to wait."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from autocomplete.limits.token_bucket import TokenBucket


def test_a_full_bucket_allows_its_capacity_at_once_and_no_more() -> None:
    bucket = TokenBucket(10, 5, now=0)
    assert [bucket.take(0) for _ in range(5)] == [0, 0, 0, 0, 0]
    assert bucket.take(0) == 0.1


def test_the_wait_it_names_is_just_enough() -> None:
    bucket = TokenBucket(10, 1, now=0)
    bucket.take(0)
    wait = bucket.take(0.04)
    assert bucket.take(0.04 + wait - 0.001) > 0
    assert bucket.take(0.04 + wait + 1e-9) == 0


def test_a_long_pause_fills_it_only_to_its_capacity() -> None:
    bucket = TokenBucket(10, 3, now=0)
    assert [bucket.take(1_000) > 0 for _ in range(4)] == [False, False, False, True]


@given(st.lists(st.floats(0, 0.2), max_size=200))
def test_no_pattern_of_use_gets_more_than_the_burst_and_the_rate(pauses: list[float]) -> None:
    bucket = TokenBucket(10, 5, now=0)
    now = 0.0
    allowed = 0
    for pause in pauses:
        now += pause
        allowed += bucket.take(now) == 0
    assert allowed <= 5 + 10 * now + 1e-6
