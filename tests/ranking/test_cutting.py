"""Where the typed text is cut into the prompt and the remainder that tokens must agree with."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from autocomplete.ranking.boundaries import LONGEST_REMAINDER, cut

# A bar marks the cut.
EXAMPLES = [
    "|",
    "|I",
    "|   ",
    "I| wou",
    "I would| ",
    "I would|  ",
    "I| don't",
    "I| don’t",
    "snake|-cas",
    "snake| case_nam",
    "Hello|.",
    "Hello.| ",
    "Hello,| wor",
    "Hello|,wor",
    'He said| "wor',
    "a line\n|",
    "a line\n|wor",
    "a line\n|  wor",
    "a line\r\n|wor",
    "tab|\t wor",
    "in| 2026",
    "今日|は",
    "今日は|。",
    "I like| 日",
    "今日| は",
    "東京|tow",
    "สวัสด|ี",
    "안녕| 하세",
    "مرحبا| بالع",
    "قال| مُحَمَّد",
    "שלום,| מה",
    "I love| 😀",
    "ok|👍🏽",
    "the| cafe\N{COMBINING ACUTE ACCENT}s",
    "से| नमस्ते",
]


@pytest.mark.parametrize("example", EXAMPLES, ids=ascii)
def test_the_unfinished_word_is_cut_off_with_the_space_and_punctuation_in_front(
    example: str,
) -> None:
    prompt, remainder = example.split("|")
    assert cut(prompt + remainder) == len(prompt)


def test_a_word_of_5000_characters_is_cut_inside() -> None:
    assert cut("x" * 5_000) == 5_000 - LONGEST_REMAINDER


@given(
    st.text(alphabet=st.sampled_from("ab.,'\n\t 日é\N{COMBINING ACUTE ACCENT}😀٠م"), max_size=120)
)
@example("a" + " " * 100)
@example("a " + "x" * LONGEST_REMAINDER)
@example("a   日")
def test_no_prompt_ends_with_white_space_other_than_a_line_break(text: str) -> None:
    at = cut(text)
    assert 0 <= at <= len(text)
    assert not text[:at] or text[at - 1] == "\n" or not text[at - 1].isspace()


@given(st.text(max_size=120))
def test_any_text_whatever_can_be_cut(text: str) -> None:
    at = cut(text)
    assert 0 <= at <= len(text)
    assert len(text[at:].strip()) <= LONGEST_REMAINDER


@given(st.text(alphabet="abcd", max_size=LONGEST_REMAINDER - 5), st.text(alphabet="ab", max_size=4))
def test_typing_on_inside_a_word_does_not_move_the_cut(word: str, more: str) -> None:
    assert cut(f"I would {word}") == cut(f"I would {word}{more}") == len("I would")
