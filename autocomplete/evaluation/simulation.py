"""Types a text as a person would who takes every suggestion that fits, and keeps the record.

The rules are those of text-entry research (kdv123/textpredict, ``keystroke_savings.py``): before
each character the list for the text so far is asked for; the longest item that fits is taken.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from autocomplete.evaluation.items import Item
from autocomplete.ranking.suggestions import Stats

# The shortest item worth a key of its own.
LEAST_TAKEN = 2


@dataclass(frozen=True, slots=True)
class Shown:
    """The list shown at one position; ``stats`` is None for baselines that count otherwise."""

    texts: tuple[str, ...]
    probs: tuple[float, ...] = ()
    stats: Stats | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """One keystroke: the list before it, which items of it fit, and the index of what was taken."""

    shown: Shown
    fits: tuple[bool, ...]
    taken: int | None


@dataclass(frozen=True, slots=True)
class Typed:
    """The record of one text."""

    item: Item
    positions: tuple[Position, ...]
    accepted_characters: int

    @property
    def keystrokes(self) -> int:
        return len(self.positions)


Suggest = Callable[[str], Awaitable[Shown]]


def fits(suggestion: str, coming: str) -> bool:
    """Whether a suggestion equals the coming text, with a word's end behind it."""
    length = len(suggestion)
    if not suggestion or coming[:length].casefold() != suggestion.casefold():
        return False
    following = coming[length : length + 1]
    return not following or not following.isalnum()


def longest_fitting(texts: Sequence[str], fitting: Sequence[bool]) -> int | None:
    """The index of the longest item that fits and is worth a key, the first one among equals."""
    best: int | None = None
    for index, text in enumerate(texts):
        if not fitting[index] or len(text) < LEAST_TAKEN:
            continue
        if best is None or len(text) > len(texts[best]):
            best = index
    return best


async def type_text(item: Item, suggest: Suggest) -> Typed:
    """Type ``item.text``; each keystroke is one position."""
    text = item.text
    at = 0
    accepted = 0
    positions: list[Position] = []
    while at < len(text):
        shown = await suggest(text[:at])
        fitting = tuple(fits(suggestion, text[at:]) for suggestion in shown.texts)
        taken = longest_fitting(shown.texts, fitting)
        positions.append(Position(shown, fitting, taken))
        if taken is None:
            at += 1
            continue
        length = len(shown.texts[taken])
        accepted += length
        at += length
        if text[at : at + 1] == " ":
            at += 1
    return Typed(item, tuple(positions), accepted)
