"""The bytes that a token stands for, and the tokens that stand for an end."""

from __future__ import annotations

import math
from typing import Any

import pytest

from autocomplete.language_model.answers import decode, distributions
from autocomplete.language_model.interface import Distribution
from tests.language_model.scripted_server import json_of

LOST = "\N{REPLACEMENT CHARACTER}"


def read(*entries: dict[str, Any]) -> Distribution:
    answer = {"choices": [{"logprobs": {"content": [{"top_logprobs": list(entries)}]}}]}
    [distribution] = distributions(decode(json_of(answer)), 20)
    return distribution


def entry(token: str, share: float = 0.25, **more: Any) -> dict[str, Any]:
    return {"token": token, "logprob": math.log(share), **more}


def test_half_a_character_is_known_by_its_true_bytes() -> None:
    distribution = read(entry(LOST, bytes=[0xE3, 0x81]))
    assert [token.text for token in distribution.tokens] == [b"\xe3\x81"]


@pytest.mark.parametrize(
    "lost",
    [entry(LOST), entry(f" a{LOST}"), entry(LOST, bytes=list(LOST.encode())), entry(LOST, id=7)],
)
def test_half_a_character_without_its_true_bytes_is_left_out(lost: dict[str, Any]) -> None:
    assert [token.text for token in read(entry(" a", id=1), lost).tokens] == [b" a"]


@pytest.mark.parametrize("byte", ["<0x0A>", "<0x0a>"])
def test_a_byte_token_is_that_byte(byte: str) -> None:
    assert [token.text for token in read(entry(byte)).tokens] == [b"\n"]


def test_text_that_only_resembles_a_byte_token_is_text() -> None:
    assert [token.text for token in read(entry("<0x0A> b")).tokens] == [b"<0x0A> b"]


def test_true_bytes_win_over_the_text_of_a_byte_token() -> None:
    assert [token.text for token in read(entry("<0xE3>", bytes=[0xE3])).tokens] == [b"\xe3"]


@pytest.mark.parametrize("impossible", [[256], [-1]])
def test_a_token_with_impossible_bytes_is_left_out(impossible: list[int]) -> None:
    assert [token.text for token in read(entry(" a"), entry("b", bytes=impossible)).tokens] == [
        b" a"
    ]


@pytest.mark.parametrize(
    "end",
    ["<|im_end|>", "<|endoftext|>", "<|end_of_text|>", "<|eot_id|>", "</s>", "<eos>",
     "<end_of_turn>", ""],
)  # fmt: skip
def test_an_end_token_is_mass_and_never_text(end: str) -> None:
    distribution = read(entry(" a", 0.5), entry(end, 0.25))
    assert [token.text for token in distribution.tokens] == [b" a"]
    assert distribution.end_probability == pytest.approx(0.25)


def test_several_end_tokens_add_up() -> None:
    distribution = read(entry("<|im_end|>", 0.25, id=2), entry("", 0.25, id=0, bytes=[]))
    assert distribution.tokens == ()
    assert distribution.end_probability == pytest.approx(0.5)


def test_the_chosen_end_token_counts_once() -> None:
    chosen = entry("", 0.25, id=2, top_logprobs=[entry("", 0.25, id=2), entry(" a", 0.5, id=5)])
    answer = {"choices": [{"logprobs": {"content": [chosen]}}]}
    [distribution] = distributions(decode(json_of(answer)), 20)
    assert distribution.end_probability == pytest.approx(0.25)


def test_text_with_angle_brackets_is_no_end() -> None:
    assert read(entry("<b>"), entry("|>")).end_probability == 0.0
