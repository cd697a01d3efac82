"""Examples are read from JSON lines and from CSV, and what cannot be read is named by its line."""

from __future__ import annotations

import pytest

from autocomplete.judging.examples import (
    MOST_EXAMPLES,
    Example,
    UnreadableExamples,
    read_examples,
)

TWO = [Example("My card, please.", "cards"), Example('The "top-up"\nfailed', "top-ups")]


def test_json_lines_are_read() -> None:
    text = (
        '{"text": "My card, please.", "category": "cards", "id": 7}\n\n'
        '{"text": "The \\"top-up\\"\\nfailed", "category": "top-ups"}\n'
    )
    assert read_examples(text) == TWO


def test_csv_is_read_whatever_the_order_of_its_columns() -> None:
    text = 'category,text\r\ncards,"My card, please."\r\ntop-ups,"The ""top-up""\nfailed"\r\n'
    assert read_examples(text) == TWO


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "no examples"),
        ("text,category\n", "no examples"),
        ("a,b\n1,2\n", "must name the columns text, category"),
        ("text,category\nonly a text\n", "Line 2: the category is missing"),
        ('{"text": "a", "category": "b"}\n{"text": 7}', "Line 2: expected"),
        ('{"text": "a", "category": "b"}\n' * (MOST_EXAMPLES + 1), "at most 200"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(text: str, message: str) -> None:
    with pytest.raises(UnreadableExamples, match=message):
        read_examples(text)
