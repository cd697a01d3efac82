"""A model's answer is measured against what it answers whatever the text, and to examples."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.judging.calibration import Calibration, calibration, divergence
from autocomplete.judging.categories import Category, Scheme, shares

LABELS = ("a", "b", "other a")
SCHEME = Scheme(
    (
        Category("a", ("a", "other a"), examples=("first", "second")),
        Category("b", ("b",), examples=("third",)),
    )
)
ANSWERS = st.fixed_dictionaries({label: st.floats(-900, 0) for label in LABELS})


def answer(*probabilities: float) -> dict[str, float]:
    return dict(zip(LABELS, map(math.log, probabilities), strict=True))


def test_the_bias_is_each_labels_mean_share_among_the_labels() -> None:
    found = calibration(
        SCHEME, [answer(0.2, 0.1, 0.1), answer(0.3, 0.3, 0.3), answer(0.2, 0.2, 0.4)]
    )
    third = 1 / 3
    expected = ((0.5 + third + 0.25) / 3, (0.25 + third + 0.25) / 3, (0.25 + third + 0.5) / 3)
    assert found.bias == pytest.approx(dict(zip(LABELS, expected, strict=True)))


def test_texts_without_content_are_no_examples() -> None:
    bare = Scheme((Category("a", ("a", "other a")), Category("b", ("b",))))
    logprobs = answer(0.2, 0.3, 0.5)
    found = calibration(bare, [answer(0.5, 0.3, 0.2)] * 3)
    assert found.examples == ()
    assert found.shares(bare, logprobs) == shares(bare, logprobs, found.bias)


def test_an_answer_like_those_to_a_categorys_examples_speaks_for_it() -> None:
    own = {"a": 0.2, "b": 0.7, "other a": 0.1}
    # By its labels alone the text is no likelier in either.
    plain = Calibration(own)
    assert plain.shares(SCHEME, answer(*own.values())) == pytest.approx({"a": 0.5, "b": 0.5})
    far = {"a": 0.1, "b": 0.2, "other a": 0.7}
    like = Calibration(own, (("a", own), ("b", far)))
    found = like.shares(SCHEME, answer(*own.values()))
    apart = math.exp(-2 * divergence(own, far))
    assert found == pytest.approx({"a": 1 / (1 + apart), "b": apart / (1 + apart)})


def test_a_category_is_no_likelier_for_having_more_examples() -> None:
    one = {"a": 0.2, "b": 0.7, "other a": 0.1}
    few = Calibration(one, (("a", one), ("b", one)))
    many = Calibration(one, (("a", one), ("b", one), ("b", one), ("b", one)))
    text = answer(0.5, 0.3, 0.2)
    assert many.shares(SCHEME, text) == pytest.approx(few.shares(SCHEME, text))


def test_divergence_is_kullback_and_leiblers() -> None:
    assert divergence({"a": 0.5, "b": 0.5}, {"a": 0.5, "b": 0.5}) == 0
    found = divergence({"a": 1.0, "b": 0.0}, {"a": 0.25, "b": 0.75})
    assert found == pytest.approx(math.log(4))


@given(st.tuples(ANSWERS, ANSWERS, ANSWERS), ANSWERS)
def test_shares_add_up_to_one_however_unlikely_the_labels(
    answers: tuple[dict[str, float], ...], text: dict[str, float]
) -> None:
    found = calibration(SCHEME, answers).shares(SCHEME, text)
    assert sum(found.values()) == pytest.approx(1)
    assert all(0 <= share <= 1 for share in found.values())
