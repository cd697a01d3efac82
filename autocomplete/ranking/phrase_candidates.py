"""Puts phrases among the model's candidates: one list, whose probabilities are a mixture's."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from autocomplete.ranking.phrase_mix import Mixture, Offer
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.strategies import Candidate

# A token has some four bytes in English; where the model has not seen a phrase, that must do.
BYTES_PER_TOKEN = 4


@dataclass(frozen=True, slots=True)
class Mixed:
    """A candidate, and what it has its probability from.

    ``by_model`` is the candidate as the model alone has it, None where the model has not found it;
    ``phrases`` (0 to 1) is the part that comes from phrases. ``offer`` is the phrase that it is
    there for, or None.
    """

    candidate: Candidate
    by_model: Candidate | None
    phrases: float = 0.0
    offer: Offer | None = None


def mixed(
    candidates: Sequence[Candidate],
    mixture: Mixture,
    profile: Profile,
    suits: Callable[[str], bool],
    same: Callable[[str], str],
    *,
    lower_case: bool,
) -> list[Mixed]:
    """All candidates, the model's and the phrases, with the probabilities that they have together.

    The likeliest comes first. ``suits`` tells whether a phrase's text may be shown; what ``same``
    gives alike is one suggestion.
    """
    left = 1 - mixture.share
    found = {
        same(one.text): Mixed(replace(one, probability=one.probability * left), one)
        for one in candidates
    }
    for offer in mixture.offers:
        text = offer.text.lower() if lower_case else offer.text
        key = same(text)
        known = found.get(key)
        if known is not None:
            found[key] = _together(known, offer, text)
        elif offer.probability >= profile.least_probability and suits(text):
            tokens = max(len(offer.path.tokens), len(text.encode()) // BYTES_PER_TOKEN, 1)
            candidate = Candidate(text, min(1.0, offer.probability), tokens, phrase=True)
            found[key] = Mixed(candidate, None, offer.probability, offer)
    return sorted(found.values(), key=lambda one: (-one.candidate.probability, one.candidate.text))


def _together(known: Mixed, offer: Offer, text: str) -> Mixed:
    by_model = known.candidate.probability
    probability = min(1.0, by_model + offer.probability)
    if offer.probability <= by_model:
        return replace(
            known,
            candidate=replace(known.candidate, probability=probability),
            phrases=offer.probability,
        )
    candidate = Candidate(text, probability, known.candidate.tokens, phrase=True)
    return Mixed(candidate, known.by_model, offer.probability, offer)
