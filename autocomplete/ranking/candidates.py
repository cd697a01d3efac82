"""Turns a survey of the tree into ranked suggestions."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from autocomplete.ranking.behind_caret import stands_behind
from autocomplete.ranking.boundaries import is_word_char, words
from autocomplete.ranking.calibration import Claim
from autocomplete.ranking.fitted import Fitted, typing_cost
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.strategies import Candidate, choose
from autocomplete.ranking.suggestions import Boundary, SuggestedToken, Suggestion
from autocomplete.ranking.survey import Survey

SENTENCE_ENDS = ".!?。！？"
# Control characters, line and paragraph separators, and what turns the direction of later text.
UNSUITABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
# Only so many of the most probable candidates take part in choosing a list.
MOST_CANDIDATES = 60


@dataclass(frozen=True, slots=True)
class Ranking:
    """Suggestions, best first, and for each what a calibration goes by."""

    items: tuple[Suggestion, ...] = ()
    claims: tuple[Claim, ...] = ()


def rank(
    found: Survey,
    remainder: bytes,
    profile: Profile,
    model: str,
    fitted: Fitted | None = None,
    after: str = "",
    *,
    lower_case: bool = False,
) -> Ranking:
    """The best suggestions in the order of the profile's strategy, best first.

    ``fitted`` is what simulated typing taught: the calibration states how often they come true and
    never changes their order; by the typing cost ``expected_savings`` chooses.
    ``after`` is the text behind the caret, with which no suggestion is repeated. ``lower_case``
    tells whether the person writes without capitals.
    """
    if found.wanted <= 0:
        return Ranking()
    spellings: dict[str, list[bytes]] = {}
    for text, ending in found.endings.items():
        if ending.wanted < profile.least_probability * found.wanted or not ending.wanted:
            continue
        suggested = _suggested_text(text[len(remainder) :], profile)
        if suggested is not None and not stands_behind(suggested, after):
            spellings.setdefault(_same(suggested, profile), []).append(text)
    candidates: list[Candidate] = []
    endings: dict[str, list[bytes]] = {}
    for texts in spellings.values():
        probability = sum(found.endings[text].wanted for text in texts) / found.wanted
        texts.sort(key=lambda text: (-found.endings[text].wanted, text))
        suggested = texts[0][len(remainder) :].decode()
        if lower_case and profile.letter_case == "typist":
            suggested = suggested.lower()
        best = found.endings[texts[0]]
        candidates.append(Candidate(suggested, min(1.0, probability), len(best.path)))
        endings[suggested] = texts
    candidates.sort(key=lambda candidate: (-candidate.probability, candidate.text))
    chosen = choose(
        profile.strategy,
        candidates[:MOST_CANDIDATES],
        profile.suggestions,
        typing_cost(profile, fitted),
        profile.diversity,
    )
    claims = [_claim(candidate, candidates) for candidate, _ in chosen]
    items: list[Suggestion] = []
    for (candidate, score), claim in zip(chosen, claims, strict=True):
        texts = endings[candidate.text]
        items.append(
            Suggestion(
                text=candidate.text,
                logprob=math.log(candidate.probability),
                prob=fitted.calibration.probability(claim) if fitted else candidate.probability,
                score=score,
                tokens=tuple(
                    SuggestedToken(token.text.decode("utf-8", "replace"), token.logprob)
                    for token in found.endings[texts[0]].path
                ),
                boundary=_boundary(candidate.text),
                model=model,
                bounds=_bounds(found, texts),
            )
        )
    return Ranking(tuple(items), tuple(claims))


def _same(suggested: str, profile: Profile) -> str:
    """What texts have in common that are one suggestion; it looks like the most probable one."""
    return suggested.casefold() if profile.letter_case == "typist" else suggested


def _bounds(found: Survey, texts: list[bytes]) -> tuple[float, float]:
    """The least and the greatest probability of texts that exclude each other, together."""
    bounds = [found.bounds.of(text) for text in texts]
    return sum(least for least, _ in bounds), min(1.0, sum(most for _, most in bounds))


def _claim(candidate: Candidate, candidates: list[Candidate]) -> Claim:
    """What is claimed of one of the candidates, which are in the order of their probability."""
    runner_up = next((other for other in candidates if other is not candidate), None)
    return Claim(
        candidate.probability,
        len(candidate.text),
        runner_up.probability if runner_up else 0.0,
    )


def _suggested_text(added: bytes, profile: Profile) -> str | None:
    """The text to insert, or None where a person could not use it."""
    try:
        text = added.decode()
    except UnicodeDecodeError:
        return None
    if len(text) < profile.least_characters or text[-1].isspace() or not text.strip():
        return None
    if words(text) > profile.most_words or UNSUITABLE.search(text):
        return None
    if not any(char.isalnum() for char in text):
        return None
    # "week." saves the key that ends the sentence; "week," only takes a place from another word.
    # Measured: nothing lost against any punctuation, 0.8 points won against none.
    return text if is_word_char(text[-1]) or text[-1] in SENTENCE_ENDS else None


def _boundary(text: str) -> Boundary:
    if text[-1] in SENTENCE_ENDS:
        return "sentence"
    return "phrase" if words(text) > 1 else "word"
