"""Phrases beside the model: which of the two is being typed, and what each expects next.

A person at the beginning of a word either writes as the model expects, or, with the probability
that is the phrases' prior, a phrase. What was typed since then tells which, by Bayes' rule: the
odds for the phrases that go on from it are their prior divided by the model's probability of it.
So a name that the model never heard of comes up after two letters, while common words that merely
begin like one stay the model's.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from autocomplete.ranking.phrase_index import (
    NO_PHRASES,
    PhraseIndex,
    PhraseSource,
    folded,
    rest_behind,
)
from autocomplete.ranking.phrase_matching import Match, matches
from autocomplete.ranking.phrase_path import Paths, TextPath, begun_mass
from autocomplete.ranking.search import Expansion, Search
from autocomplete.ranking.typed_evidence import TypedEvidence

# Matches that are looked at; the odds of longer and shorter ones are mostly far apart.
MOST_MATCHES = 3
# Wanted phrases of a match that are looked at one by one, in falling order of their priors, and
# how many are passed over at most because they were typed past.
EXAMINED = 8
PASSED_OVER = 48
# The model's word on a phrase changes its prior by at most this factor, either way.
MOST_CONTEXT = 1e4
# By what factor a beginning must be likelier than what goes on from it.
PARTING = 1.2
# A phrase less probable than this is not worth a token.
PROMISING = 0.05


@dataclass(frozen=True, slots=True)
class Offer:
    """The rest of a phrase, or of the words in which several agree, to insert at the caret.

    ``probability`` (0 to 1) is that a phrase is being typed and goes on so.
    """

    text: str
    probability: float
    source: PhraseSource
    path: TextPath


@dataclass(slots=True)
class _Examined:
    """``prior`` counts doubt about what was typed past, ``expected`` also the context."""

    key: bytes
    rest: str
    source: PhraseSource
    prior: float
    path: TextPath
    expected: float = 0.0


@dataclass(slots=True)
class _Part:
    """One match's share in the mixture, and its phrases as they were examined.

    ``wanted`` is their prior less what was typed past; ``changes`` is what each examined phrase's
    prior has become, less what it was.
    """

    match: Match
    wanted: float
    examined: list[_Examined]
    changes: list[tuple[bytes, float]]
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Mixture:
    """What phrases say of one keystroke. ``share`` (0 to 1): how surely one is being typed."""

    share: float = 0.0
    offers: tuple[Offer, ...] = ()
    _index: PhraseIndex = NO_PHRASES
    _parts: tuple[_Part, ...] = ()

    def probability(self, text: str) -> float:
        """The probability (0 to 1) that a phrase is being typed and goes on by ``text``."""
        return sum(
            part.share * _through(self._index, part, folded(text)) / part.wanted
            for part in self._parts
        )

    def next_expansion(self, search: Search) -> Expansion | None:
        """The node to ask about for knowing more of a promising phrase, if the budget allows it."""
        if search.spent >= search.profile.token_budget:
            return None
        best: _Examined | None = None
        most = PROMISING
        for part in self._parts:
            if len(part.examined) < 2:
                # There is nothing to tell apart.
                continue
            for one in part.examined:
                probability = part.share * one.expected / part.wanted
                if one.path.open is not None and probability > most:
                    best, most = one, probability
        if best is None or best.path.open is None:
            return None
        return Expansion(best.path.open, search.profile.alternatives)


NOTHING = Mixture()


class TypedPhrases:
    """The phrases that one text may be typing, as a part of it or all of it."""

    def __init__(self, index: PhraseIndex, text: str) -> None:
        self._index = index
        self._text = text
        self._matches = matches(index, text)

    def mixture(self, search: Search, evidence: TypedEvidence, *, cut: int, mass: float) -> Mixture:
        """What they say of a search.

        ``mass`` (0 to 1) is what the model gives to what is typed behind the ``cut``, as far as
        it may still be wanted.
        """
        profile = search.profile
        if not self._matches or search.root.distribution is None or not profile.phrase_weight:
            return NOTHING
        odds = [
            (profile.phrase_weight * self._odds(match, search, evidence, cut, mass), match)
            for match in self._matches
        ]
        total = 1.0 + sum(weight for weight, _ in odds)
        odds = [pair for pair in odds if pair[0] >= profile.least_probability * total]
        if not odds:
            return NOTHING
        odds.sort(key=lambda pair: -pair[0])
        paths = Paths(search.found, search.root, search.remainder)
        parts = []
        total = 1.0
        for weight, match in odds[:MOST_MATCHES]:
            part = self._examine(match, search, paths)
            if part is not None:
                part.share = weight * part.wanted / match.prior
                total += part.share
                parts.append(part)
        for part in parts:
            part.share /= total
        mixture = Mixture(1 - 1 / total, (), self._index, tuple(parts))
        return replace(mixture, offers=_offers(mixture))

    def _odds(
        self, match: Match, search: Search, evidence: TypedEvidence, cut: int, mass: float
    ) -> float:
        """The odds (0 or more) for a match: one of its phrases is being typed, or another text."""
        if match.start >= cut:
            # What stands between the cut and the phrase is there in either case.
            before = self._text[cut : match.start].encode()
            model = mass / begun_mass(search.root, before) if search.remainder else mass
        else:
            model = mass * math.exp(evidence.logprob(self._text, match.start, cut))
        return match.prior / max(model, 1e-12)

    def _examine(self, match: Match, search: Search, paths: Paths) -> _Part | None:
        """Look at the likeliest phrases that are still wanted, in the light of the context."""
        wanted = match.prior
        examined: list[_Examined] = []
        changes: list[tuple[bytes, float]] = []
        for number in self._index.likeliest(match.span):
            if len(examined) == EXAMINED or len(changes) == PASSED_OVER:
                break
            phrase, key = self._index.phrase(number), self._index.key(number)
            rest = rest_behind(phrase.text, match.typed)
            belief = search.belief(rest.encode()).wanted if rest else 0.0
            doubted = phrase.prior * (1 - belief)
            if doubted:
                wanted -= doubted
                changes.append((key, -doubted))
            if rest and belief > 0.5:
                path = paths.along(rest.encode())
                examined.append(_Examined(key, rest, phrase.source, phrase.prior * belief, path))
        if not examined:
            return None
        _weigh(examined, search.profile.phrase_context)
        changes.extend((one.key, one.expected - one.prior) for one in examined)
        return _Part(match, max(wanted, sum(one.prior for one in examined)), examined, changes)


def _offers(mixture: Mixture) -> tuple[Offer, ...]:
    """The examined phrases and their beginnings, the likeliest first.

    A beginning is worth a place of its own where it is clearly likelier than what goes on from it:
    where phrases part, as behind "Your order arrives" where they name the days.
    """
    offers: dict[str, Offer] = {}
    for part in mixture._parts:
        for one in part.examined:
            longer = 0.0
            for text in _beginnings(one.rest):
                known = offers.get(text.casefold())
                probability = known.probability if known else mixture.probability(text)
                if known is None and probability >= PARTING * longer:
                    offers[text.casefold()] = Offer(text, probability, one.source, one.path)
                longer = max(longer, probability)
    return tuple(sorted(offers.values(), key=lambda offer: (-offer.probability, offer.text)))


def _weigh(examined: Sequence[_Examined], strength: float) -> None:
    """Divide the examined phrases' priors anew, by what the model makes of each in its context.

    The model's probability of a phrase's rest is held against that of any rest of its length, so
    that long phrases are not thought the less of, and unknown ones neither.
    """
    factors = [
        max(1 / MOST_CONTEXT, min(MOST_CONTEXT, one.path.ratio)) ** strength for one in examined
    ]
    whole = sum(one.prior for one in examined)
    weighed = sum(one.prior * factor for one, factor in zip(examined, factors, strict=True))
    for one, factor in zip(examined, factors, strict=True):
        one.expected = one.prior * factor * whole / weighed


def _through(index: PhraseIndex, part: _Part, added: bytes) -> float:
    """What a match expects of all its phrases that go on by ``added`` and then end a word."""
    spelled = part.match.typed + added
    further = spelled + b" "
    prior = index.prior(index.span(further))
    low, high = index.span(spelled)
    if low < high and index.key(low) == spelled:
        prior += index.phrase(low).prior
    for key, change in part.changes:
        if key == spelled or key.startswith(further):
            prior += change
    return max(0.0, prior)


def _beginnings(rest: str) -> list[str]:
    """The rest itself, then what is left of it without its last words."""
    ends = [at for at, char in enumerate(rest) if char == " " and at]
    return [rest, *(rest[:at] for at in reversed(ends))]
