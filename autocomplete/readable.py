"""Texts and numbers as people read them: white space by signs, probabilities in per cent."""

from __future__ import annotations

import unicodedata

Pieces = tuple[tuple[str, bool], ...]

# A token may be some bytes of a character only, which stand in frames as U+FFFD.
_SIGNS = {" ": "␣", "\n": "↵", "\r": "↵", "\t": "⇥", "\ufffd": "▯"}


def visible(text: str) -> Pieces:
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


def percent(prob: float) -> str:
    value = 100 * prob
    if value < 0.1:
        return "< 0.1 %"
    return f"{value:.1f} %" if value < 9.95 else f"{value:.0f} %"


def logprob(value: float) -> str:
    # Adding 0 makes a rounded −0 a plain one.
    return f"{round(value, 2) + 0.0:.2f}".replace("-", "−")


def milliseconds(ms: float) -> str:
    return f"{ms:.1f}" if ms < 9.95 else f"{ms:.0f}"
