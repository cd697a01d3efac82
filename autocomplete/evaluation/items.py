"""Texts to measure on: one JSON object a line with ``id``, ``context`` and ``text``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

Half = Literal["first", "second"]


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
        try:
            item = msgspec.json.decode(line, type=Item)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise UnreadableItems(
                f'{path}, line {number}: expected an object like {{"text": "…"}} ({error}).'
            ) from error
        if item.text:
            items.append(item)
    if not items:
        raise UnreadableItems(f"{path}: holds no texts.")
    return items


def chosen(items: list[Item], half: Half | None, most: int | None) -> list[Item]:
    """The first ``most`` items of one half, which is every other item, or of all.

    What is tuned on one half is quoted on the other.
    """
    if half is not None:
        items = items[0 if half == "first" else 1 :: 2]
    return items[:most]
