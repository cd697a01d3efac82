"""Distributions read out of both known shapes of answer."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.language_model.answers import decode, distributions, prompt_tokens_evaluated
from autocomplete.language_model.errors import UnusableAnswer
from autocomplete.language_model.interface import Distribution
from tests.language_model.scripted_server import content_answer, flat_answer, json_of

IMPOSSIBLE = (None, -9999, -9999.0, -3.4028234663852886e38)


def read(answer: Any, asked_for: int = 20) -> list[Distribution]:
    return distributions(decode(json_of(answer)), asked_for)


def content(*entries: dict[str, Any], chosen: dict[str, Any] | None = None) -> dict[str, Any]:
    position = {**(chosen or entries[0]), "top_logprobs": list(entries)}
    return {"choices": [{"logprobs": {"content": [position]}}]}


def flat(*positions: dict[str, float | None] | None, **more: Any) -> dict[str, Any]:
    return {"choices": [{"logprobs": {"top_logprobs": list(positions), **more}}]}


def test_content_entries_keep_numbers_bytes_and_order_of_probability() -> None:
    answer = content_answer({" low": 0.1, " high": 0.6})
    [distribution] = read(answer, asked_for=7)
    assert [(token.text, token.id) for token in distribution.tokens] == [
        (b" high", 101),
        (b" low", 100),
    ]
    assert [token.probability for token in distribution.tokens] == pytest.approx([0.6, 0.1])
    assert distribution.asked_for == 7
    assert distribution.end_probability == 0.0


def test_flat_texts_have_no_numbers() -> None:
    [distribution] = read(flat_answer({" low": 0.1, " high": 0.6}))
    assert [(token.text, token.id) for token in distribution.tokens] == [
        (b" high", None),
        (b" low", None),
    ]


@pytest.mark.parametrize("impossible", IMPOSSIBLE)
def test_impossible_tokens_are_left_out(impossible: float | None) -> None:
    entries = ({"token": " a", "logprob": -0.5}, {"token": " b", "logprob": impossible})
    assert [token.text for token in read(content(*entries))[0].tokens] == [b" a"]
    assert [token.text for token in read(flat({" a": -0.5, " b": impossible}))[0].tokens] == [b" a"]


def test_a_log_probability_just_above_0_counts_as_certain() -> None:
    [distribution] = read(flat({" sure": 1e-7}))
    assert distribution.tokens[0].logprob == 0.0


def test_a_positive_log_probability_is_no_measurement() -> None:
    [distribution] = read(flat({" a": -0.5, " b": 2.0}))
    assert [token.text for token in distribution.tokens] == [b" a"]


@pytest.mark.parametrize("impossible", IMPOSSIBLE)
def test_a_position_of_impossible_tokens_only_is_unusable(impossible: float | None) -> None:
    with pytest.raises(UnusableAnswer, match="no usable log-probabilities"):
        read(flat({" a": impossible}))


def test_the_chosen_token_is_added_where_the_alternatives_lack_it() -> None:
    chosen = {"id": 9, "token": " c", "logprob": -3.0}
    alternatives = (
        {"id": 1, "token": " a", "logprob": -0.5},
        {"id": 2, "token": " b", "logprob": -2},
    )
    [distribution] = read(content(*alternatives, chosen=chosen))
    assert [token.id for token in distribution.tokens] == [1, 2, 9]
    [distribution] = read(flat({" a": -0.5, " b": -2.0}, tokens=[" c"], token_logprobs=[-3.0]))
    assert [token.text for token in distribution.tokens] == [b" a", b" b", b" c"]


def test_the_chosen_token_counts_once_where_the_alternatives_have_it() -> None:
    assert len(read(content_answer())[0].tokens) == 3
    assert len(read(flat_answer())[0].tokens) == 3


def test_what_the_alternatives_say_of_the_chosen_token_counts() -> None:
    alternatives = {"id": 1, "token": " a", "logprob": -0.5}
    [distribution] = read(content(alternatives, chosen={**alternatives, "logprob": -0.1}))
    assert [token.logprob for token in distribution.tokens] == [-0.5]


def test_two_tokens_of_the_same_bytes_stay_apart_by_their_numbers() -> None:
    twice = ({"id": 1, "token": "a", "logprob": -1.0}, {"id": 2, "token": "a", "logprob": -2.0})
    assert [token.id for token in read(content(*twice))[0].tokens] == [1, 2]


def test_a_position_without_alternatives_shows_the_chosen_token() -> None:
    [distribution] = read(flat(None, tokens=[" a"], token_logprobs=[-0.5]))
    assert [token.text for token in distribution.tokens] == [b" a"]
    answer = {"choices": [{"logprobs": {"content": [{"token": " a", "logprob": -0.5}]}}]}
    assert [token.text for token in read(answer)[0].tokens] == [b" a"]


def test_every_position_is_read_with_its_own_chosen_token() -> None:
    answer = flat({" a": -1.0}, {" b": -1.0}, tokens=[" c", " d"], token_logprobs=[-2.0, -2.0])
    assert [[token.text for token in found.tokens] for found in read(answer)] == [
        [b" a", b" c"],
        [b" b", b" d"],
    ]


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"choices": []},
        {"choices": [{"text": "", "logprobs": None}]},
        {"choices": [{"logprobs": {"content": []}}]},
        {"choices": [], "usage": {"prompt_tokens": 3}},
    ],
)
def test_an_answer_without_log_probabilities_has_no_distribution(answer: Any) -> None:
    assert read(answer) == []


@pytest.mark.parametrize(
    ("answer", "evaluated"),
    [
        ({"timings": {"prompt_n": 4}}, 4),
        ({"usage": {"prompt_tokens": 9}}, 9),
        ({"usage": {"prompt_tokens": None}}, None),
        ({"prompt_eval_count": 7}, 7),
        ({"prompt_progress": {"total": 9, "cache": 4}}, 5),
        ({"usage": {"prompt_tokens": 9, "prompt_tokens_details": None}}, 9),
        ({"usage": {"prompt_tokens": 9, "prompt_tokens_details": {"cached_tokens": 7}}}, 2),
        ({"choices": []}, None),
    ],
)
def test_cached_prompt_tokens_are_not_counted_as_evaluated(
    answer: Any, evaluated: int | None
) -> None:
    assert prompt_tokens_evaluated(decode(json_of(answer))) == evaluated


@given(
    weights=st.lists(st.floats(0.001, 1.0), min_size=1, max_size=8),
    shape=st.sampled_from([content_answer, flat_answer]),
)
def test_any_distribution_comes_back_as_it_was_sent(weights: list[float], shape: Any) -> None:
    shares = {f" {index}": weight / sum(weights) for index, weight in enumerate(weights)}
    [distribution] = read(json.loads(json.dumps(shape(shares))))
    assert {token.text.decode(): token.probability for token in distribution.tokens} == (
        pytest.approx(shares)
    )
    logprobs = [token.logprob for token in distribution.tokens]
    assert logprobs == sorted(logprobs, reverse=True)
    assert math.fsum(map(math.exp, logprobs)) == pytest.approx(1.0)
