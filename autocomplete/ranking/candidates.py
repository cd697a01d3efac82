"""Turns a survey of the tree into ranked suggestions."""

from __future__ import annotations

import math

from autocomplete.ranking.boundaries import words
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.suggestions import Boundary, SuggestedToken, Suggestion
from autocomplete.ranking.survey import Ending, Survey

SENTENCE_ENDS = ".!?。！？"


def rank(found: Survey, remainder: bytes, profile: Profile, model: str) -> tuple[Suggestion, ...]:
    """The best suggestions by summed log-probability, best first."""
    weighed: list[tuple[float, str, Ending]] = []
    for text, ending in found.endings.items():
        suggested = _suggested_text(text[len(remainder) :], profile)
        if suggested is not None:
            weighed.append((ending.mass * ending.belief.wanted, suggested, ending))
    weighed.sort(key=lambda item: (-item[0], item[1]))
    items: list[Suggestion] = []
    for mass, suggested, ending in weighed[: profile.suggestions]:
        probability = min(1.0, mass / found.wanted) if found.wanted > 0 else 0.0
        if probability < profile.least_probability:
            break
        logprob = math.log(probability)
        items.append(
            Suggestion(
                text=suggested,
                logprob=logprob,
                prob=probability,
                score=logprob,
                tokens=tuple(
                    SuggestedToken(token.text.decode("utf-8", "replace"), token.logprob)
                    for token in ending.path
                ),
                boundary=_boundary(suggested),
                model=model,
            )
        )
    return tuple(items)


def _suggested_text(added: bytes, profile: Profile) -> str | None:
    """The text to insert, or None where a person could not use it."""
    try:
        text = added.decode()
    except UnicodeDecodeError:
        return None
    if len(text) < profile.least_characters or text[-1].isspace() or not text.strip():
        return None
    if words(text) > profile.most_words or any(ord(char) < 32 for char in text):
        return None
    if not any(char.isalnum() for char in text):
        return None
    return text


def _boundary(text: str) -> Boundary:
    if text[-1] in SENTENCE_ENDS:
        return "sentence"
    return "phrase" if words(text) > 1 else "word"
