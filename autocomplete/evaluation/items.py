"""Texts to measure on: one JSON object a line with ``id``, ``context`` and ``text``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

Half = Literal["first", "second"]

# What is pasted or uploaded; the texts of a site are messages, not books.
MOST_TEXTS = 2_000
MOST_CHARACTERS = 2_000


class Item(msgspec.Struct, frozen=True):
    """A text that a person typed; ``context`` is what it replied to, and may be empty."""

    text: str
    id: str = ""
    context: str = ""


class UnreadableItems(Exception):
    """A data file that cannot be used; the message says where and why."""


def read_items(path: Path) -> list[Item]:
    """All items of a file, in its order. Raises UnreadableItems."""
    items: list[Item] = []
    try:
        lines = path.read_bytes().splitlines()
    except OSError as error:
        raise UnreadableItems(f"{path}: cannot be read ({error.strerror}).") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        item = _decoded(line, f"{path}, line {number}")
        if item.text:
            items.append(item)
    if not items:
        raise UnreadableItems(f"{path}: holds no texts.")
    return items


def read_pasted(text: str) -> list[Item]:
    """The items of a text with JSON lines as above, or with a plain text on each line.

    Raises UnreadableItems.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), start=1)]
    lines = [(number, line) for number, line in lines if line]
    json_lines = bool(lines) and lines[0][1].startswith("{")
    items = []
    for number, line in lines:
        item = _decoded(line.encode(), f"Line {number}") if json_lines else Item(line)
        for name, length, most in (
            ("text", len(item.text), MOST_CHARACTERS),
            ("context", len(item.context), MOST_CHARACTERS),
        ):
            if length > most:
                raise UnreadableItems(
                    f"Line {number}: its {name} has {length:,} characters; {most:,} are allowed."
                )
        if item.text:
            items.append(item)
        if len(items) > MOST_TEXTS:
            raise UnreadableItems(
                f"Line {number}: there are more than {MOST_TEXTS:,} texts; leave some out."
            )
    if not items:
        raise UnreadableItems("There are no texts: give one on each line.")
    return items


def _decoded(line: bytes, where: str) -> Item:
    try:
        return msgspec.json.decode(line, type=Item)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnreadableItems(
            f'{where}: expected an object like {{"text": "…"}} ({error}).'
        ) from error


def chosen(items: list[Item], half: Half | None, most: int | None) -> list[Item]:
    """The first ``most`` items of one half, which is every other item, or of all.

    What is tuned on one half is quoted on the other.
    """
    if half is not None:
        items = items[0 if half == "first" else 1 :: 2]
    return items[:most]
