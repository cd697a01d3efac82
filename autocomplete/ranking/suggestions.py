"""What a ranking hands out: suggestions in order, and what it cost to find them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from autocomplete.ranking.calibration import Claim

Boundary = Literal["word", "phrase", "sentence", "end"]
Gate = Literal["low_confidence", "too_short", "blocked", "moderated", "mid_word"]

# What a search gave up because others waited for the model: the wide requests and most of its
# tokens, or all that comes behind the first list.
Reduced = Literal["narrowed", "first_only"]


@dataclass(frozen=True, slots=True)
class SuggestedToken:
    """One token of a suggestion's best path: its text and natural log-probability."""

    text: str
    logprob: float


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One continuation of the typed text.

    ``text`` is exactly what to insert at the caret. ``logprob`` is the natural logarithm of the
    probability that the text goes on so and then ends a word, given what is typed; ``bounds`` are
    the least and the greatest that this probability (0 to 1) can be, whatever is in the paths that
    were not followed or not shown. ``prob`` is the calibrated probability (0 to 1); ``score`` is
    what the strategy ordered by.
    """

    text: str
    logprob: float
    prob: float
    score: float
    tokens: tuple[SuggestedToken, ...]
    boundary: Boundary
    model: str
    source: Literal["model", "phrase", "history"] = "model"
    bounds: tuple[float, float] = (0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Stats:
    """What one frame cost and what it saw.

    ``ms`` counts from the arrival of the input, ``model_ms`` is the part spent waiting for models.
    ``covered`` (0 to 1) is the share of the probability mass that agrees with the typed text and
    was seen. ``gate`` says why nothing is shown, or None. ``ghost`` is the rank (from 0) of the
    item that is worth being ghost text, or None. ``reduced`` says what was given up because others
    waited, or None.
    """

    ms: float
    model_ms: float
    evaluated_tokens: int
    model_requests: int
    reused: bool
    route: tuple[str, ...]
    covered: float
    gate: Gate | None = None
    ghost: int | None = None
    reduced: Reduced | None = None


@dataclass(frozen=True, slots=True)
class SuggestionList:
    """The ranked list at one moment of a search; ``final`` when no better one follows.

    ``claims`` are what a calibration goes by, one for each item.
    """

    items: tuple[Suggestion, ...]
    stats: Stats
    final: bool
    claims: tuple[Claim, ...] = ()
