"""Holds back suggestions that a site does not want shown, by its terms and by a model's word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from autocomplete.judging import screen
from autocomplete.judging.blocked_terms import BlockedTerms
from autocomplete.judging.known_text import distribution
from autocomplete.language_model.interface import LanguageModel, Prompt
from autocomplete.ranking.boundaries import words
from autocomplete.ranking.candidates import Ranking
from autocomplete.ranking.suggestions import Gate

_SENTENCE_END = re.compile(r"[.!?。！？]\s+|\n")
# A typist's next keystrokes mostly show the same suggestions again.
MOST_REMEMBERED = 500


@dataclass(frozen=True, slots=True)
class Rules:
    """What a site holds back. ``terms`` need no model.

    ``screened_from`` is the score (above 0, up to 1) from which a suggestion of several words is
    held back; None asks no model. Raises ValueError.
    """

    terms: tuple[str, ...] = ()
    screened_from: float | None = None

    def __post_init__(self) -> None:
        if self.screened_from is not None and not 0 < self.screened_from <= 1:
            raise ValueError(f"The score is {self.screened_from}: set it above 0 and up to 1.")


NO_RULES = Rules()


@dataclass(frozen=True, slots=True)
class Judgement:
    """Why a text is held back, or None for ``gate`` where it is not.

    ``term`` is the blocked term found; ``score`` (0 to 1) is the model's, where it was asked.
    """

    gate: Gate | None = None
    term: str | None = None
    score: float | None = None


class Moderation:
    """Judges suggestions by a site's rules; ``model`` is asked only if they want it.

    ``lane`` should not be the one whose cache holds what is typed.
    """

    def __init__(self, rules: Rules, model: LanguageModel, *, lane: int = 0) -> None:
        self._rules = rules
        self._blocked = _compiled(rules.terms)
        self._model = model
        self._lane = lane
        self._scores: dict[str, float] = {}

    async def allowed(self, ranking: Ranking, typed: str) -> tuple[Ranking, Gate | None]:
        """The suggestions behind ``typed`` that may be shown, and why none is left, if none is.

        A model that fails lets nothing through unscreened: raises ModelError.
        """
        if self._rules == NO_RULES:
            return ranking, None
        gates = [(await self.judge(item.text, typed)).gate for item in ranking.items]
        kept = Ranking(
            tuple(item for item, gate in zip(ranking.items, gates, strict=True) if not gate),
            tuple(claim for claim, gate in zip(ranking.claims, gates, strict=True) if not gate),
        )
        if kept.items or not gates:
            return kept, None
        return kept, "moderated" if "moderated" in gates else "blocked"

    async def judge(self, text: str, typed: str = "") -> Judgement:
        """What becomes of one suggestion behind ``typed``. Raises ModelError."""
        term = self._blocked.found(text, typed)
        if term is not None:
            return Judgement("blocked", term=term)
        if self._rules.screened_from is None or words(text) < 2:
            return Judgement()
        score = await self._score(_last_sentence(typed) + text)
        return Judgement("moderated" if score >= self._rules.screened_from else None, score=score)

    async def _score(self, sentence: str) -> float:
        if sentence not in self._scores:
            answer = await distribution(
                self._model,
                Prompt(screen.question(sentence)),
                alternatives=screen.ALTERNATIVES,
                lane=self._lane,
            )
            if len(self._scores) >= MOST_REMEMBERED:
                self._scores.clear()
            self._scores[sentence] = screen.score(answer)
        return self._scores[sentence]


@lru_cache(maxsize=256)
def _compiled(terms: tuple[str, ...]) -> BlockedTerms:
    """Once for each list of terms, and not for every session."""
    return BlockedTerms(terms)


def _last_sentence(typed: str) -> str:
    """What is typed of the sentence that a suggestion goes on with."""
    ends = [match.end() for match in _SENTENCE_END.finditer(typed)]
    return typed[ends[-1] :] if ends else typed
