"""What was found and is not in the list, with the rule that turned it down, for those who tune."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Reason = Literal[
    "improbable",
    "typed_past",
    "half_character",
    "too_few_characters",
    "too_many_words",
    "ends_with_space",
    "unsuitable_characters",
    "no_letters",
    "ends_with_punctuation",
    "behind_caret",
    "other_spelling",
    "saves_nothing",
    "related",
    "beyond_count",
    "blocked",
    "moderated",
    "low_confidence",
]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A continuation that is not shown, and the first rule that spoke against it.

    ``text`` would be inserted at the caret; what is no whole character in it stands as U+FFFD.
    ``probability`` (0 to 1) is conditional on what is typed. ``because_of`` is the suggestion that
    stands in its place, or the blocked term, where the rule names one.
    """

    text: str
    probability: float
    reason: Reason
    because_of: str | None = None
