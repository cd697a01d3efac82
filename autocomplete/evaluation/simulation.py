"""Types a text as a person would who takes every suggestion that fits, and keeps the record.

The rules are those of text-entry research (kdv123/textpredict, ``keystroke_savings.py``): before
each character the list for the text so far is asked for; the longest item that fits is taken.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from autocomplete.evaluation.items import Item
from autocomplete.ranking.calibration import Claim

# The shortest item worth a key of its own.
LEAST_TAKEN = 2


@dataclass(frozen=True, slots=True)
class Shown:
    """The list shown at one position, best first, and what it cost.

    ``probs`` are the items' probabilities as the list states them; ``claims``, where there are any,
    are what a calibration goes by. ``ghost`` is the index of the item that is shown as ghost text,
    or None. ``route`` names the models that were asked, ``models`` the one that each item is of.
    ``first_ms`` and ``final_ms`` count from the keystroke to the first and to the final list.
    """

    texts: tuple[str, ...]
    probs: tuple[float, ...]
    claims: tuple[Claim, ...] = ()
    ghost: int | None = None
    evaluated_tokens: int = 0
    model_requests: int = 0
    route: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    first_ms: float = 0.0
    final_ms: float = 0.0


@dataclass(frozen=True, slots=True)
class Position:
    """One keystroke, with ``at`` characters typed: the list before it, which of its items fit.

    ``taken`` is the index of the item that the keystroke took, or None where it typed a character.
    """

    at: int
    shown: Shown
    fits: tuple[bool, ...]
    taken: int | None


@dataclass(frozen=True, slots=True)
class Typed:
    """The record of one text. ``accepted_characters`` do not count the free spaces."""

    item: Item
    positions: tuple[Position, ...]
    accepted_characters: int

    @property
    def keystrokes(self) -> int:
        return len(self.positions)

    @property
    def accepts(self) -> int:
        return sum(position.taken is not None for position in self.positions)


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
        positions.append(Position(at, shown, fitting, taken))
        if taken is None:
            at += 1
            continue
        length = len(shown.texts[taken])
        accepted += length
        at += length
        if text[at : at + 1] == " ":
            at += 1
    return Typed(item, tuple(positions), accepted)
