"""What the inspector shows of one ``suggestions`` frame, in words and numbers for people."""

from __future__ import annotations

import math
from dataclasses import dataclass

import msgspec

from autocomplete.live.frames import Suggestions
from autocomplete.ranking.suggestions import Boundary, Gate, SuggestedToken, Suggestion
from autocomplete.readable import Pieces, logprob, milliseconds, percent, visible

# A frame of five suggestions has about 2 kB.
LARGEST_FRAME = 64 * 1024

_decoder = msgspec.json.Decoder(Suggestions)

_ENDS: dict[Boundary, str] = {
    "word": "ends a word",
    "phrase": "ends a phrase",
    "sentence": "ends a sentence",
    "end": "ends the text",
}
_GATES: dict[Gate, str] = {
    "low_confidence": "Nothing is shown: no continuation is likely enough.",
    "too_short": "Nothing is shown: there is too little text to go by.",
    "blocked": "Nothing is shown: what would come next is on the block list.",
    "moderated": "Nothing is shown: moderation held it back.",
    "mid_word": "Nothing is shown: the caret stands inside a word.",
}


@dataclass(frozen=True, slots=True)
class Degree:
    """A degree of confidence: from which probability on, and what the legend calls it."""

    least: float
    name: str
    words: str


DEGREES = (
    Degree(0.5, "high", "from 50 %"),
    Degree(0.1, "fair", "from 10 %"),
    Degree(0.01, "low", "from 1 %"),
    Degree(0.0, "faint", "less"),
)


class UnusableFrame(Exception):
    """What was posted is not a ``suggestions`` frame; the message is one sentence."""


@dataclass(frozen=True, slots=True)
class InspectedToken:
    """A token with its white space made visible; ``logprob`` and ``prob`` are ready to print."""

    pieces: Pieces
    logprob: str
    prob: str
    degree: str


@dataclass(frozen=True, slots=True)
class InspectedItem:
    """One suggestion; ``share`` is its probability in per cent, for the bar.

    ``bounds`` are what the probability, before it was calibrated, can be at least and at most;
    ``score`` is what the strategy ordered by.
    """

    pieces: Pieces
    logprob: str
    prob: str
    bounds: str
    score: str
    share: str
    end: str
    source: str
    tokens: tuple[InspectedToken, ...]


@dataclass(frozen=True, slots=True)
class Inspection:
    """One frame: its suggestions and its costs; times are in ms, ``covered`` is in per cent."""

    items: tuple[InspectedItem, ...]
    gate: str
    models: str
    ms: str
    model_ms: str
    evaluated_tokens: int
    model_requests: int
    covered: str
    reused: bool


def inspect(frame: str) -> Inspection:
    """Return what to show of ``frame``, the JSON of one ``suggestions`` frame.

    Raises UnusableFrame.
    """
    if not frame:
        raise UnusableFrame("Send the suggestions frame to show, as JSON, in the field `frame`.")
    if len(frame) > LARGEST_FRAME:
        raise UnusableFrame(f"The frame is longer than {LARGEST_FRAME} characters.")
    try:
        found = _decoder.decode(frame)
    except (msgspec.DecodeError, RecursionError, UnicodeEncodeError):
        raise UnusableFrame("The field `frame` does not hold a suggestions frame.") from None
    return inspection(found)


def inspection(found: Suggestions) -> Inspection:
    """What to show of one frame."""
    stats = found.stats
    return Inspection(
        items=tuple(_item(item) for item in found.items),
        gate=_GATES[stats.gate] if stats.gate else "",
        models=", ".join(stats.route) or "no model",
        ms=milliseconds(stats.ms),
        model_ms=milliseconds(stats.model_ms),
        evaluated_tokens=stats.evaluated_tokens,
        model_requests=stats.model_requests,
        covered=percent(stats.covered),
        reused=stats.reused,
    )


def _item(item: Suggestion) -> InspectedItem:
    return InspectedItem(
        pieces=visible(item.text),
        logprob=logprob(item.logprob),
        prob=percent(item.prob),
        bounds=f"{percent(item.bounds[0])} to {percent(item.bounds[1])}",
        score=logprob(item.score),
        share=f"{100 * min(max(item.prob, 0), 1):.1f}",
        end=_ENDS[item.boundary],
        source={"phrase": "a phrase of this site", "history": "typed before"}.get(item.source, ""),
        tokens=tuple(_token(token) for token in item.tokens),
    )


def _token(token: SuggestedToken) -> InspectedToken:
    # A sum of rounded logarithms may come out a hair above 0.
    prob = math.exp(min(token.logprob, 0.0))
    return InspectedToken(
        pieces=visible(token.text),
        logprob=logprob(token.logprob),
        prob=percent(prob),
        degree=_degree(prob),
    )


def _degree(prob: float) -> str:
    return next(degree.name for degree in DEGREES if prob >= degree.least)
