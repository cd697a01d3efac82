"""The breaker opens after failures in a row, pauses ever longer, and tries with one request."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.language_model.breaker import (
    FAILURES_TO_OPEN,
    FIRST_PAUSE_S,
    IN_VAIN_S,
    JITTER,
    LONGEST_PAUSE_S,
    TRIAL_S,
    Breaker,
    CircuitOpen,
)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    """A breaker without jitter."""
    return Breaker(clock=clock, draw=lambda: 0.0)


def fail(breaker: Breaker, times: int = 1) -> None:
    for _ in range(times):
        breaker.admit().failed()


def wait_s(breaker: Breaker) -> float:
    with pytest.raises(CircuitOpen) as caught:
        breaker.admit()
    return caught.value.wait_s


def test_a_few_failures_are_no_outage(breaker: Breaker) -> None:
    fail(breaker, FAILURES_TO_OPEN - 1)
    assert breaker.state == "closed"
    breaker.admit().succeeded()
    fail(breaker, FAILURES_TO_OPEN - 1)
    assert breaker.state == "closed"


def test_failures_in_a_row_open_it_for_the_first_pause(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, FAILURES_TO_OPEN)
    assert breaker.state == "open"
    assert wait_s(breaker) == FIRST_PAUSE_S
    clock.now += 0.75 * FIRST_PAUSE_S
    assert wait_s(breaker) == pytest.approx(0.25 * FIRST_PAUSE_S)


def test_behind_the_pause_one_request_goes_out_and_no_second(
    breaker: Breaker, clock: Clock
) -> None:
    fail(breaker, FAILURES_TO_OPEN)
    clock.now += FIRST_PAUSE_S
    assert breaker.state == "half_open"
    assert breaker.admits
    trial = breaker.admit()
    assert not breaker.admits
    assert wait_s(breaker) == TRIAL_S
    trial.succeeded()
    assert breaker.state == "closed"
    breaker.admit()


def test_each_failed_trial_doubles_the_pause_up_to_the_longest(
    breaker: Breaker, clock: Clock
) -> None:
    fail(breaker, FAILURES_TO_OPEN)
    pauses = []
    for _ in range(9):
        pauses.append(wait_s(breaker))
        clock.now += pauses[-1]
        fail(breaker)
    assert pauses[:4] == [1.0, 2.0, 4.0, 8.0]
    assert pauses[-1] == LONGEST_PAUSE_S


def test_after_a_success_the_pauses_begin_anew(breaker: Breaker, clock: Clock) -> None:
    fail(breaker, FAILURES_TO_OPEN)
    clock.now += FIRST_PAUSE_S
    fail(breaker)
    clock.now += 2 * FIRST_PAUSE_S
    breaker.admit().succeeded()
    fail(breaker, FAILURES_TO_OPEN)
    assert wait_s(breaker) == FIRST_PAUSE_S


def test_a_trial_that_is_given_up_is_followed_by_the_next_one_soon(
    breaker: Breaker, clock: Clock
) -> None:
    fail(breaker, FAILURES_TO_OPEN)
    for _ in range(5):
        clock.now += max(FIRST_PAUSE_S, TRIAL_S)
        breaker.admit().close()
        assert wait_s(breaker) == TRIAL_S
    clock.now += TRIAL_S
    breaker.admit().succeeded()
    assert breaker.state == "closed"


def test_requests_that_are_given_up_at_once_tell_nothing(breaker: Breaker, clock: Clock) -> None:
    for _ in range(5 * FAILURES_TO_OPEN):
        admission = breaker.admit()
        clock.now += IN_VAIN_S - 0.01
        admission.close()
    assert breaker.state == "closed"


def test_requests_that_are_given_up_after_a_long_wait_have_failed(
    breaker: Breaker, clock: Clock
) -> None:
    for _ in range(FAILURES_TO_OPEN):
        admission = breaker.admit()
        clock.now += IN_VAIN_S
        admission.close()
    assert breaker.state == "open"


def test_a_pause_that_the_server_names_opens_it_at_once_for_as_long(
    breaker: Breaker, clock: Clock
) -> None:
    breaker.admit().failed(pause_s=7.0)
    assert wait_s(breaker) == 7.0
    clock.now += 7.0
    assert breaker.state == "half_open"


def test_requests_that_set_out_earlier_do_not_lengthen_the_pause(breaker: Breaker) -> None:
    early = [breaker.admit() for _ in range(20)]
    for admission in early:
        admission.failed()
    assert wait_s(breaker) == FIRST_PAUSE_S


def test_a_request_that_set_out_earlier_and_succeeds_closes_it(breaker: Breaker) -> None:
    early = breaker.admit()
    fail(breaker, FAILURES_TO_OPEN)
    early.succeeded()
    assert breaker.state == "closed"


def test_an_early_request_that_ends_does_not_let_a_second_trial_go(
    breaker: Breaker, clock: Clock
) -> None:
    early = breaker.admit()
    fail(breaker, FAILURES_TO_OPEN)
    clock.now += FIRST_PAUSE_S
    breaker.admit()
    early.close()
    assert not breaker.admits


def test_only_the_first_outcome_of_a_request_counts(breaker: Breaker) -> None:
    admission = breaker.admit()
    admission.succeeded()
    for _ in range(FAILURES_TO_OPEN):
        admission.failed()
    assert breaker.state == "closed"


def test_pauses_are_spread_at_random(clock: Clock) -> None:
    breaker = Breaker(clock=clock, draw=lambda: 1.0)
    fail(breaker, FAILURES_TO_OPEN)
    assert wait_s(breaker) == pytest.approx(FIRST_PAUSE_S * (1 - JITTER))


def test_the_latest_success_is_news_for_a_while_and_until_something_fails(
    breaker: Breaker, clock: Clock
) -> None:
    assert not breaker.succeeded_within(30)
    breaker.admit().succeeded()
    clock.now += 29
    assert breaker.succeeded_within(30)
    clock.now += 1
    assert not breaker.succeeded_within(30)
    breaker.admit().succeeded()
    fail(breaker)
    assert not breaker.succeeded_within(30)


@given(
    st.lists(
        st.one_of(st.sampled_from(["admit", "succeeded", "failed", "close"]), st.floats(0.0, 90.0)),
        max_size=80,
    )
)
def test_whatever_happens_at_most_one_trial_is_out_and_no_wait_exceeds_the_longest(
    events: list[str | float],
) -> None:
    clock = Clock()
    breaker = Breaker(clock=clock, draw=lambda: 0.5)
    out = []
    for event in events:
        if isinstance(event, float):
            clock.now += event
        elif event == "admit":
            half_open = breaker.state == "half_open"
            try:
                out.append(breaker.admit())
            except CircuitOpen as refused:
                assert 0 < refused.wait_s <= LONGEST_PAUSE_S
            else:
                assert not (half_open and breaker.admits)
        elif out:
            getattr(out.pop(0), event)()
    for admission in out:
        admission.close()
    clock.now += LONGEST_PAUSE_S
    assert breaker.admits
