"""Two models' shares mean the same once each was calibrated on a site's examples."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.judging.calibration import SHARPEST, SOFTEST, calibration, temperature
from autocomplete.judging.categories import Category, Scheme

SLUGS = ("a", "b")


def scheme(examples: int) -> Scheme:
    return Scheme(
        tuple(
            Category(slug, (slug,), examples=tuple(f"{slug}{one}" for one in range(examples)))
            for slug in SLUGS
        )
    )


def answer(share: float) -> dict[str, float]:
    return {"a": math.log(share), "b": math.log(1 - share)}


def test_shares_that_are_as_often_right_as_they_say_keep_their_temperature() -> None:
    found = temperature([{"a": 0.75, "b": 0.25}] * 4, ["a", "a", "a", "b"])
    assert found == pytest.approx(1, abs=0.001)


@given(st.floats(0.3, 4))
def test_a_boastful_models_shares_are_brought_to_how_often_it_is_right(boast: float) -> None:
    odds = 3 ** (1 / boast)
    boasted = {"a": odds / (1 + odds), "b": 1 / (1 + odds)}
    found = temperature([boasted] * 4, ["a", "a", "a", "b"])
    assert found == pytest.approx(1 / boast, rel=0.005)


@pytest.mark.parametrize(("expected", "end"), [("a", SHARPEST), ("b", SOFTEST)])
def test_examples_that_are_all_right_or_all_wrong_stop_at_an_end(expected: str, end: float) -> None:
    found = temperature([{"a": 0.9, "b": 0.1}] * 3, [expected] * 3)
    assert found == pytest.approx(end, rel=0.01)


def test_a_share_of_nothing_does_not_stop_it() -> None:
    assert temperature([{"a": 0.0, "b": 1.0}] * 2, SLUGS) == pytest.approx(SOFTEST, rel=0.01)


def test_the_bias_is_the_labels_mean_share() -> None:
    found = calibration(scheme(1), [answer(0.8), answer(0.4)])
    assert found.bias == pytest.approx({"a": 0.6, "b": 0.4})


def test_one_example_a_category_is_too_few_for_a_temperature() -> None:
    assert calibration(scheme(1), [answer(0.8), answer(0.4)]).temperature == 1


def test_an_example_is_judged_without_its_own_part_in_the_bias() -> None:
    answers = [answer(share) for share in (0.9, 0.5, 0.6, 0.2)]
    own = scheme(2)
    found = calibration(own, answers)
    bias = [(0.5 + 0.6 + 0.2) / 3, (0.9 + 0.6 + 0.2) / 3, 1.6 / 3, 2 / 3]
    judged = []
    for share, mean in zip((0.9, 0.5, 0.6, 0.2), bias, strict=True):
        a, b = share / mean, (1 - share) / (1 - mean)
        judged.append({"a": a / (a + b), "b": b / (a + b)})
    assert found.temperature == pytest.approx(temperature(judged, ["a", "a", "b", "b"]))
    assert SHARPEST < found.temperature < SOFTEST
