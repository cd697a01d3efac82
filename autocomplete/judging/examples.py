"""Examples with their categories, from JSON lines or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import msgspec

# Each is asked about while a page waits.
MOST_EXAMPLES = 200


class UnreadableExamples(Exception):
    """Examples that cannot be used; the message says where and why."""


class Example(msgspec.Struct, frozen=True):
    """A text and the category that it belongs to."""

    text: str
    category: str


def read_examples(text: str) -> list[Example]:
    """All examples, in their order; JSON lines begin with a brace. Raises UnreadableExamples."""
    rows = _json_lines(text) if text.lstrip().startswith("{") else _csv(text)
    examples = [one for one in rows if one.text.strip()]
    if not examples:
        raise UnreadableExamples("There are no examples: choose a file or paste some.")
    if len(examples) > MOST_EXAMPLES:
        raise UnreadableExamples(
            f"There are {len(examples)} examples: send at most {MOST_EXAMPLES} at once."
        )
    return examples


def _json_lines(text: str) -> Iterator[Example]:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip():
            try:
                yield msgspec.json.decode(line, type=Example)
            except msgspec.MsgspecError as error:
                raise UnreadableExamples(
                    f'Line {number}: expected {{"text": "…", "category": "…"}} ({error}).'
                ) from error


def _csv(text: str) -> Iterator[Example]:
    rows = csv.DictReader(io.StringIO(text, newline=""))
    if text.strip() and not {"text", "category"} <= set(rows.fieldnames or ()):
        raise UnreadableExamples("The first line of the CSV must name the columns text, category.")
    try:
        for row in rows:
            if row["category"] is None:
                raise UnreadableExamples(f"Line {rows.line_num}: the category is missing.")
            yield Example(row["text"], row["category"].strip())
    except csv.Error as error:
        raise UnreadableExamples(f"Line {rows.line_num}: no CSV ({error}).") from error
