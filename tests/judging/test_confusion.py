"""Classified examples are counted, and routes are compared by accuracy and by what they cost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.judging.categories import verdict
from autocomplete.judging.confusion import Outcome, TwoVerdicts, confusion, routed

SLUGS = ("a", "b", "c")


def two(expected: str, cheap: float, larger: float) -> TwoVerdicts:
    """Each model gives "a" so much, and "b" the rest."""
    return TwoVerdicts(
        expected,
        verdict("cheap", {"a": cheap, "b": 1 - cheap}),
        verdict("larger", {"a": larger, "b": 1 - larger}),
    )


EXAMPLES = [two("a", 0.9, 0.2), two("b", 0.6, 0.1), two("a", 0.45, 0.8), two("b", 0.05, 0.3)]


def test_rows_are_what_examples_are_and_columns_what_they_were_taken_for() -> None:
    found = confusion(SLUGS, [Outcome("a", "a"), Outcome("a", "b"), Outcome("c", "c")])
    assert found.counts == ((1, 1, 0), (0, 0, 0), (0, 0, 1))
    assert found.examples == 3
    assert found.accuracy == pytest.approx(2 / 3)


@given(
    st.lists(
        st.builds(Outcome, st.sampled_from(SLUGS), st.sampled_from(SLUGS)), min_size=1, max_size=30
    )
)
def test_accuracy_is_the_share_that_was_right(outcomes: list[Outcome]) -> None:
    right = sum(one.expected == one.found for one in outcomes)
    found = confusion(SLUGS, outcomes)
    assert found.examples == len(outcomes)
    assert found.accuracy == pytest.approx(right / len(outcomes))


def test_an_unknown_category_and_no_examples_are_refused() -> None:
    with pytest.raises(ValueError, match="no category 'd'"):
        confusion(SLUGS, [Outcome("a", "d")])
    with pytest.raises(ValueError, match="give one or more"):
        confusion(SLUGS, [])


def test_at_threshold_zero_the_cheap_model_decides_all() -> None:
    found = routed(EXAMPLES, 0.0)
    assert (found.accuracy, found.escalated) == (0.5, 0.0)


def test_only_what_the_cheap_model_is_unsure_of_goes_on() -> None:
    found = routed(EXAMPLES, 0.5)
    assert (found.accuracy, found.escalated) == (1.0, 0.5)


def test_above_every_margin_the_larger_model_decides_all() -> None:
    found = routed(EXAMPLES, 1.01)
    assert (found.accuracy, found.escalated) == (0.75, 1.0)


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_threshold_never_escalates_less(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert routed(EXAMPLES, low).escalated <= routed(EXAMPLES, high).escalated
