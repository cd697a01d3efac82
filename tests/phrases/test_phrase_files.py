"""Files of phrases: CSV that spreadsheets write, and errors that name the line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.phrases import phrase_file
from autocomplete.phrases.phrase_file import (
    LONGEST_PHRASE,
    UnusablePhrases,
    WeightedText,
    as_csv,
    read_csv,
    weighted_text,
)

WORD = st.text("abcé店,\"';", min_size=2, max_size=8).filter(
    lambda text: any(char.isalnum() for char in text)
)


@given(st.lists(st.tuples(WORD, st.floats(0.001, 1e6)), min_size=1, unique_by=lambda one: one[0]))
def test_what_is_written_is_read_again(rows: list[tuple[str, float]]) -> None:
    phrases = [WeightedText(*row) for row in rows]
    read = read_csv(as_csv(phrases).encode())
    assert [one.text for one in read] == [one.text for one in phrases]
    assert [one.weight for one in read] == pytest.approx([one.weight for one in phrases])


@pytest.mark.parametrize(
    "content", ["Zyban\nZyban patch,2.5\n", "\ufefftext,weight\r\nZyban,1\r\nZyban patch,2.5"]
)
def test_a_heading_a_byte_order_mark_and_weights_may_stand_there_or_not(content: str) -> None:
    assert read_csv(content.encode()) == [WeightedText("Zyban"), WeightedText("Zyban patch", 2.5)]


def test_white_space_is_made_single_and_characters_are_composed() -> None:
    assert read_csv("  Cafe\u0301   du  nord \n".encode()) == [WeightedText("Café du nord")]


def test_of_one_text_the_last_weight_counts() -> None:
    assert read_csv(b"Zyban,1\nZyban,3\n") == [WeightedText("Zyban", 3.0)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"good\nbad\xff\n", "Line 2 is not UTF-8"),
        (b"good\n--\n", "Line 2: the text has no letter"),
        (b"good\nx\n", "Line 2: the text has one character"),
        (b"good\nother,heavy\n", "Line 2: the weight 'heavy' is no number"),
        (b"good\nother,0\n", "Line 2: the weight is 0"),
        (b"good\nother,nan\n", "Line 2: the weight is nan"),
        (b"good\nother,1e300\n", "Line 2: the weight is 1e+300"),
        (b"good\na,b,c\n", "Line 2: there are 3 columns"),
        (b'good\n"open\n', "Line 2 is not CSV"),
        (b"good\nbe\x07ll\n", "Line 2: the text holds a control character"),
        (b"good\n\n" + b"y" * (LONGEST_PHRASE + 1), "Line 3: the text has 201 characters"),
        (b"\n\n", "The file holds no phrase"),
        (b"text,weight\n", "The file holds no phrase"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(content: bytes, said: str) -> None:
    with pytest.raises(UnusablePhrases) as raised:
        read_csv(content)
    assert str(raised.value).startswith(said)


def test_too_many_phrases_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrase_file, "MOST_PHRASES", 2)
    with pytest.raises(UnusablePhrases, match="more than 2 phrases"):
        read_csv(b"one\ntwo\nthree\n")
    monkeypatch.setattr(phrase_file, "LARGEST_FILE", 5)
    with pytest.raises(UnusablePhrases, match="larger than 5 bytes"):
        read_csv(b"one\ntwo\n")


def test_text_that_turns_the_direction_of_what_follows_is_refused() -> None:
    with pytest.raises(UnusablePhrases, match="control character"):
        weighted_text("zy\u202eban")
