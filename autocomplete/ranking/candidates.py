"""Turns a survey of the tree into ranked suggestions."""

from __future__ import annotations

import math
import re
from collections.abc import Container, Sequence
from dataclasses import dataclass

from autocomplete.ranking.behind_caret import stands_behind
from autocomplete.ranking.boundaries import is_word_char, words
from autocomplete.ranking.calibration import Claim
from autocomplete.ranking.fitted import Fitted, typing_cost
from autocomplete.ranking.left_out import LeftOut, Reason
from autocomplete.ranking.letter_case import spelling
from autocomplete.ranking.phrase_candidates import Mixed, mixed
from autocomplete.ranking.phrase_mix import NOTHING, Mixture
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.strategies import Candidate, Ranked, choose, related
from autocomplete.ranking.suggestions import Boundary, SuggestedToken, Suggestion
from autocomplete.ranking.survey import Survey

SENTENCE_ENDS = ".!?。！？"
# Control characters, line and paragraph separators, and what turns the direction of later text.
UNSUITABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
# A site knows what its phrases are good for.
PHRASES_MAY: frozenset[Reason] = frozenset({"too_many_words", "ends_with_punctuation"})
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
    mixture: Mixture = NOTHING,
    left_out: list[LeftOut] | None = None,
) -> Ranking:
    """The best suggestions in the order of the profile's strategy, best first.

    ``fitted`` is what simulated typing taught: the calibration states how often they come true and
    never changes their order; by the typing cost ``expected_savings`` chooses.
    ``after`` is the text behind the caret, with which no suggestion is repeated. ``lower_case``
    tells whether the person writes without capitals. ``mixture`` is what the site's phrases say. To
    ``left_out``, if given, is added what was found and is not in the list.
    """
    if found.wanted <= 0 and not mixture.offers:
        return Ranking()
    lower_case = lower_case and profile.letter_case == "typist"

    def turn_down(text: bytes, reason: Reason, because_of: str | None = None) -> None:
        if left_out is not None:
            inserted = text[len(remainder) :].decode("utf-8", "replace")
            share = found.endings[text].wanted / found.wanted
            left_out.append(LeftOut(inserted, min(1.0, share), reason, because_of))

    spellings: dict[str, list[bytes]] = {}
    for text, ending in found.endings.items():
        if ending.wanted < profile.least_probability * found.wanted or not ending.wanted:
            if left_out is not None:
                turn_down(text, _why_improbable(text, found, remainder, profile))
            continue
        unfit = _unfit(text[len(remainder) :], profile, after)
        if unfit is not None:
            turn_down(text, unfit)
            continue
        suggested = text[len(remainder) :].decode()
        spellings.setdefault(spelling(suggested, profile.letter_case), []).append(text)
    candidates: list[Candidate] = []
    endings: dict[str, list[bytes]] = {}
    for texts in spellings.values():
        probability = sum(found.endings[text].wanted for text in texts) / found.wanted
        texts.sort(key=lambda text: (-found.endings[text].wanted, text))
        suggested = texts[0][len(remainder) :].decode()
        if lower_case:
            suggested = suggested.lower()
        best = found.endings[texts[0]]
        candidates.append(Candidate(suggested, min(1.0, probability), len(best.path)))
        endings[suggested] = texts
        for text in texts[1:]:
            turn_down(text, "other_spelling", suggested)
    candidates.sort(key=lambda candidate: (-candidate.probability, candidate.text))

    def suits(text: str) -> bool:
        unfit = _unfit(text.encode(), profile, after)
        return unfit is None or unfit in PHRASES_MAY

    together = mixed(
        candidates,
        mixture,
        profile,
        suits,
        lambda suggested: spelling(suggested, profile.letter_case),
        lower_case=lower_case,
    )

    def chosen_with(diversity: float) -> Ranked:
        return choose(
            profile.strategy,
            [one.candidate for one in together[:MOST_CANDIDATES]],
            profile.suggestions,
            typing_cost(profile, fitted),
            diversity,
            profile.most_phrases,
        )

    chosen = chosen_with(profile.diversity)
    if left_out is not None:
        listed = [candidate.text for candidate, _ in chosen]
        undiversified = {candidate.text for candidate, _ in chosen_with(0.0)}
        for one in together:
            shown = one.candidate.text
            if shown in listed:
                continue
            reason, because_of = _why_not_chosen(one, listed, undiversified, profile)
            if one.by_model is None:
                left_out.append(LeftOut(shown, one.candidate.probability, reason, because_of))
                continue
            text = endings[one.by_model.text][0]
            if _typed_past(text, found, remainder):
                reason, because_of = "typed_past", None
            turn_down(text, reason, because_of)
    parts = {one.candidate.text: one for one in together}
    claims: list[Claim] = []
    items: list[Suggestion] = []
    for candidate, score in chosen:
        part = parts[candidate.text]
        texts = endings[part.by_model.text] if part.by_model is not None else []
        if part.by_model is not None:
            claim = _claim(part.by_model, candidates)
            alone = fitted.calibration.probability(claim) if fitted else part.by_model.probability
        else:
            claim, alone = _claim(candidate, candidates), 0.0
            texts = [remainder + candidate.text.encode()]
        claims.append(claim)
        path = part.offer.path.tokens if part.offer else found.endings[texts[0]].path
        items.append(
            Suggestion(
                text=candidate.text,
                logprob=math.log(candidate.probability),
                prob=min(1.0, (1 - mixture.share) * alone + part.phrases),
                score=score,
                tokens=tuple(
                    SuggestedToken(token.text.decode("utf-8", "replace"), token.logprob)
                    for token in path
                ),
                boundary=_boundary(candidate.text),
                model=model,
                source=part.offer.source if part.offer else "model",
                bounds=_mixed_bounds(_bounds(found, texts), mixture.share, part.phrases),
            )
        )
    return Ranking(tuple(items), tuple(claims))


def _why_not_chosen(
    one: Mixed, listed: Sequence[str], undiversified: Container[str], profile: Profile
) -> tuple[Reason, str | None]:
    if one.candidate.text in undiversified:
        kin = (other for other in listed if related(one.candidate.text, other))
        return "related", next(kin, None)
    return "beyond_count" if len(listed) == profile.suggestions else "saves_nothing", None


def _mixed_bounds(bounds: tuple[float, float], share: float, phrases: float) -> tuple[float, float]:
    """The model's bounds where phrases have a share (0 to 1), and this much of it says the same."""
    least, most = ((1 - share) * bound + phrases for bound in bounds)
    return min(1.0, least), min(1.0, most)


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


def _why_improbable(text: bytes, found: Survey, remainder: bytes, profile: Profile) -> Reason:
    """What made a text too improbable to be shown: doubt about it, or the model."""
    mass = found.endings[text].mass
    enough = mass > 0 and mass >= profile.least_probability * found.agreeing
    return "typed_past" if enough and _typed_past(text, found, remainder) else "improbable"


def _typed_past(text: bytes, found: Survey, remainder: bytes) -> bool:
    """Whether a text is probably not wanted any more."""
    return found.belief(text[len(remainder) :]).wanted <= 0.5


def _unfit(added: bytes, profile: Profile, after: str) -> Reason | None:
    """Why a person could not use this text in front of ``after``, or None where they could."""
    try:
        text = added.decode()
    except UnicodeDecodeError:
        return "half_character"
    if len(text) < profile.least_characters:
        return "too_few_characters"
    if text[-1].isspace():
        return "ends_with_space"
    if words(text) > profile.most_words:
        return "too_many_words"
    if UNSUITABLE.search(text):
        return "unsuitable_characters"
    if not any(char.isalnum() for char in text):
        return "no_letters"
    # "week." saves the key that ends the sentence; "week," only takes a place from another word.
    # Measured: nothing lost against any punctuation, 0.8 points won against none.
    if not is_word_char(text[-1]) and text[-1] not in SENTENCE_ENDS:
        return "ends_with_punctuation"
    return "behind_caret" if stands_behind(text, after) else None


def _boundary(text: str) -> Boundary:
    if text[-1] in SENTENCE_ENDS:
        return "sentence"
    return "phrase" if words(text) > 1 else "word"
