"""What a chat model says first, as it would stand behind the text it was told to continue."""

from __future__ import annotations

import math

import pytest

from autocomplete.language_model.instruction import as_next_words
from autocomplete.language_model.interface import Distribution, Token


def behind(text: str, *told: str) -> list[str]:
    tokens = tuple(Token(text.encode(), math.log(0.5 / (n + 1))) for n, text in enumerate(told))
    found = as_next_words(Distribution(tokens, 0.0, 20), text)
    return [token.text.decode() for token in found.tokens]


def test_a_next_word_gets_the_space_that_it_has_in_a_text() -> None:
    assert behind("My phone", "number", " is", ",", "'s", "4") == [
        " number", " is", ",", "'s", " 4",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["", "Hello.\n", "(", "“", "['"])
def test_at_a_beginning_there_is_no_space(text: str) -> None:
    assert behind(text, "number") == ["number"]


@pytest.mark.parametrize("word", ["日本", "ไทย", "ខ្មែរ", "です"])
def test_scripts_without_spaces_get_none(word: str) -> None:
    assert behind("東京", word) == [word]


def test_words_that_become_equal_are_one() -> None:
    tokens = (Token(b"is", math.log(0.5)), Token(b" was", math.log(0.25)), Token(b" is", -3.0))
    found = as_next_words(Distribution(tokens, 0.1, 20), "It")
    assert [token.text for token in found.tokens] == [b" is", b" was"]
    assert found.tokens[0].probability == pytest.approx(0.5 + math.exp(-3.0))
    assert found.end_probability == 0.1
