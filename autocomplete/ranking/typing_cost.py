"""What typing a text costs with help: learned, since the next suggestion mostly comes soon."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TypingCost:
    """Keystrokes for typing a text with help: ``start`` + ``per_character`` x its length.

    The space that an accept would have typed behind the text is part of it.
    """

    start: float
    per_character: float

    def keystrokes(self, text: str) -> float:
        return self.start + self.per_character * len(text)


# Where nothing was learned. With it the prototype saved half a point more than by length alone.
ASSUMED = TypingCost(1.0, 0.2)


def fit_typing_cost(typed: Sequence[tuple[int, int]]) -> TypingCost:
    """The least-squares line through pairs of a text's characters and what it cost in keystrokes.

    Raises ValueError unless texts of two lengths are among them.
    """
    if len({characters for characters, _ in typed}) < 2:
        raise ValueError("A typing cost needs typed texts of at least two lengths.")
    mean_characters = sum(characters for characters, _ in typed) / len(typed)
    mean_keystrokes = sum(keystrokes for _, keystrokes in typed) / len(typed)
    spread = sum((characters - mean_characters) ** 2 for characters, _ in typed)
    together = sum(
        (characters - mean_characters) * (keystrokes - mean_keystrokes)
        for characters, keystrokes in typed
    )
    slope = together / spread
    return TypingCost(mean_keystrokes - slope * mean_characters, slope)
