"""A model's shares are fitted to labelled examples, so a boast counts for what it is worth."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.judging.calibration import LEAST_SHARPNESS, Calibration, fit, without_content


def log_shares(first: float) -> dict[str, float]:
    """Of two categories the first one has so much."""
    return {"a": math.log(first), "b": math.log(1 - first)}


def test_a_model_that_is_surer_than_it_is_right_is_made_less_sure() -> None:
    # Says 99 % each time, and is right three times in four.
    boasts = [(log_shares(0.99), "a")] * 30 + [(log_shares(0.99), "b")] * 10
    boasts += [(log_shares(0.01), "b")] * 30 + [(log_shares(0.01), "a")] * 10
    found = fit(boasts)
    assert found.sharpness < 0.5
    assert math.exp(found.applied(log_shares(0.99))["a"]) == pytest.approx(0.75, abs=0.02)


def test_a_model_that_is_righter_than_it_is_sure_is_made_surer() -> None:
    modest = [(log_shares(0.6), "a"), (log_shares(0.4), "b")] * 20
    found = fit(modest)
    assert found.sharpness > 1.5
    assert math.exp(found.applied(log_shares(0.6))["a"]) > 0.7


def test_a_liking_for_a_category_is_taken_out() -> None:
    # Likes "a", but likes it more where it is right.
    fond = [(log_shares(0.9), "a"), (log_shares(0.7), "b")] * 10
    found = fit(fond)
    assert found.applied(log_shares(0.9))["a"] > math.log(0.5)
    assert found.applied(log_shares(0.7))["b"] > math.log(0.5)


def test_examples_against_a_model_make_it_say_nothing_and_never_the_opposite() -> None:
    found = fit([(log_shares(0.9), "b"), (log_shares(0.1), "a")] * 20)
    assert found.sharpness > 0
    assert math.exp(found.applied(log_shares(0.9))["a"]) == pytest.approx(0.5, abs=0.05)


def test_texts_without_content_tell_a_bias_and_nothing_of_sharpness() -> None:
    found = without_content([log_shares(0.9), log_shares(0.7)])
    assert found.sharpness == 1
    assert math.exp(found.applied(log_shares(0.8))["a"]) == pytest.approx(0.5)


@given(
    st.lists(st.tuples(st.floats(1e-6, 1 - 1e-6), st.sampled_from("ab")), min_size=2, max_size=12)
)
def test_every_fit_gives_shares_and_is_no_worse_than_the_plain_bias(
    pairs: list[tuple[float, str]],
) -> None:
    examples = [(log_shares(share), slug) for share, slug in pairs]
    mean = {slug: math.fsum(math.exp(row[slug]) for row, _ in examples) for slug in "ab"}
    plain = Calibration(
        1.0, {slug: -math.log(value / len(examples)) for slug, value in mean.items()}
    )
    found = fit(examples)

    def likelihood(calibration: Calibration) -> float:
        return math.fsum(calibration.applied(row)[slug] for row, slug in examples)

    if found.sharpness > LEAST_SHARPNESS:
        assert likelihood(found) >= likelihood(plain) - 1e-9
    shares = found.applied(examples[0][0])
    assert math.fsum(map(math.exp, shares.values())) == pytest.approx(1)
