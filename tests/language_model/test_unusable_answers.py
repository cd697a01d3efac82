"""Answers that cannot be ranked are refused with a sentence, never half used."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.language_model.answers import decode, distributions
from autocomplete.language_model.errors import UnusableAnswer
from tests.language_model.scripted_server import content_answer, flat_answer, json_of


@pytest.mark.parametrize("shape", [content_answer, flat_answer])
@pytest.mark.parametrize("shares", [{" a": 1.0, " b": 1.0}, {" a": 0.6, " b": 0.41}])
def test_probabilities_that_add_up_to_more_than_1_are_refused(
    shape: Callable[[dict[str, float]], object], shares: dict[str, float]
) -> None:
    with pytest.raises(UnusableAnswer, match=f"add up to {sum(shares.values()):.3f}"):
        distributions(decode(json_of(shape(shares))), 20)


def test_end_mass_counts_in_the_sum() -> None:
    with pytest.raises(UnusableAnswer, match="add up to 1.200"):
        distributions(decode(json_of(flat_answer({" a": 0.6, "</s>": 0.6}))), 20)


def test_the_last_digits_of_a_sum_do_not_matter() -> None:
    [distribution] = distributions(decode(json_of(flat_answer({" a": 0.6, " b": 0.4005}))), 20)
    assert len(distribution.tokens) == 2


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"<html>Bad gateway</html>",
        b"[]",
        b"null",
        b'{"choices": 5}',
        b'{"choices": [{"logprobs": {"content": [{"token": 5}]}}]}',
        b'{"choices": [{"logprobs": {"top_logprobs": [{"a": "b"}]}}]}',
        b'{"choices": [{"logprobs": {"content": [{"token": "a", "logprob": NaN}]}}]}',
        b'{"choices": [{"logprobs": {"content": [{"token": "\xff", "logprob": -1}]}}]}',
        b'{"choices": [',
    ],
)
def test_garbage_is_refused_with_a_hint_at_the_address(payload: bytes) -> None:
    with pytest.raises(UnusableAnswer, match=r"mostly ends in /v1"):
        decode(payload)


@given(st.binary(max_size=200))
def test_no_bytes_whatever_raise_anything_else(payload: bytes) -> None:
    try:
        found = distributions(decode(payload), 20)
    except UnusableAnswer:
        return
    assert all(math.isfinite(token.logprob) for one in found for token in one.tokens)
