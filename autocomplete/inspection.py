"""What the inspector shows of one ``suggestions`` frame, in words and numbers for people."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass

import msgspec

from autocomplete.live.frames import Suggestions
from autocomplete.ranking.suggestions import Boundary, Gate, SuggestedToken, Suggestion

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
# A token may be some bytes of a character only, which stand in frames as U+FFFD.
_SIGNS = {" ": "␣", "\n": "↵", "\r": "↵", "\t": "⇥", "\ufffd": "▯"}


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

    pieces: tuple[tuple[str, bool], ...]
    logprob: str
    prob: str
    degree: str


@dataclass(frozen=True, slots=True)
class InspectedItem:
    """One suggestion; ``share`` is its probability in per cent, for the bar.

    ``bounds`` are what the probability, before it was calibrated, can be at least and at most.
    """

    pieces: tuple[tuple[str, bool], ...]
    logprob: str
    prob: str
    bounds: str
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
    stats = found.stats
    return Inspection(
        items=tuple(_item(item) for item in found.items),
        gate=_GATES[stats.gate] if stats.gate else "",
        models=", ".join(stats.route) or "no model",
        ms=_milliseconds(stats.ms),
        model_ms=_milliseconds(stats.model_ms),
        evaluated_tokens=stats.evaluated_tokens,
        model_requests=stats.model_requests,
        covered=_percent(stats.covered),
        reused=stats.reused,
    )


def _item(item: Suggestion) -> InspectedItem:
    return InspectedItem(
        pieces=_visible(item.text),
        logprob=_logprob(item.logprob),
        prob=_percent(item.prob),
        bounds=f"{_percent(item.bounds[0])} to {_percent(item.bounds[1])}",
        share=f"{100 * min(max(item.prob, 0), 1):.1f}",
        end=_ENDS[item.boundary],
        source={"phrase": "a phrase of this site", "history": "typed before"}.get(item.source, ""),
        tokens=tuple(_token(token) for token in item.tokens),
    )


def _token(token: SuggestedToken) -> InspectedToken:
    # A sum of rounded logarithms may come out a hair above 0.
    prob = math.exp(min(token.logprob, 0.0))
    return InspectedToken(
        pieces=_visible(token.text),
        logprob=_logprob(token.logprob),
        prob=_percent(prob),
        degree=_degree(prob),
    )


def _visible(text: str) -> tuple[tuple[str, bool], ...]:
    """Cut ``text`` into runs of letters and signs that stand for white space (second is True)."""
    runs: list[tuple[str, bool]] = []
    for character in text:
        sign = _sign(character)
        if runs and not sign and not runs[-1][1]:
            runs[-1] = (runs[-1][0] + character, False)
        else:
            runs.append((sign or character, bool(sign)))
    return tuple(runs)


def _sign(character: str) -> str:
    if character in _SIGNS:
        return _SIGNS[character]
    category = unicodedata.category(character)
    if category in {"Cc", "Cf", "Zl", "Zp", "Zs"}:
        return f"U+{ord(character):04X}"
    return ""


def _degree(prob: float) -> str:
    return next(degree.name for degree in DEGREES if prob >= degree.least)


def _percent(prob: float) -> str:
    value = 100 * prob
    if value < 0.1:
        return "< 0.1 %"
    return f"{value:.1f} %" if value < 9.95 else f"{value:.0f} %"


def _logprob(logprob: float) -> str:
    return f"{logprob:.2f}".replace("-", "−")


def _milliseconds(ms: float) -> str:
    return f"{ms:.1f}" if ms < 9.95 else f"{ms:.0f}"
