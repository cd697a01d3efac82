"""In which order candidates are shown: the ranking strategies, one measure of worth each."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from autocomplete.ranking.savings import expected_savings, extends
from autocomplete.ranking.typing_cost import TypingCost
from autocomplete.ranking.waiting import keys_saved

Strategy = Literal["sum", "mean", "expected_savings"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text with its conditional probability (0 to 1, above 0), and its best path's length.

    ``phrase`` tells whether it is there because of a phrase more than because of the model.
    """

    text: str
    probability: float
    tokens: int
    phrase: bool = False


Ranked = list[tuple[Candidate, float]]
Worth = Callable[[Candidate, Sequence[Candidate], TypingCost], float]


def _by_sum(candidate: Candidate, _: Sequence[Candidate], __: TypingCost) -> float:
    """The probability, so a prefix precedes its extension."""
    return candidate.probability


def _by_mean(candidate: Candidate, _: Sequence[Candidate], __: TypingCost) -> float:
    """The geometric mean of the tokens' probabilities: long texts that the model is sure of."""
    return math.exp(math.log(candidate.probability) / max(1, candidate.tokens))


def _by_expected_savings(
    candidate: Candidate, chosen: Sequence[Candidate], cost: TypingCost
) -> float:
    """The keystrokes that the list saves more with the candidate than without it."""
    without = [(item.text, item.probability) for item in chosen]
    added = [*without, (candidate.text, candidate.probability)]
    return expected_savings(added, cost) - expected_savings(without, cost)


WORTH: dict[Strategy, Worth] = {
    "sum": _by_sum,
    "mean": _by_mean,
    "expected_savings": _by_expected_savings,
}


def choose(
    strategy: Strategy,
    candidates: Sequence[Candidate],
    count: int,
    cost: TypingCost,
    diversity: float = 0.0,
    most_phrases: int | None = None,
) -> Ranked:
    """The list, worthiest first, each candidate with its score.

    At most ``most_phrases`` of it are phrases, if that is given.

    The score is the worth in keystrokes with ``expected_savings``, else the worth's natural
    logarithm. ``diversity`` (0 to 1) is the share of its worth that a candidate loses if it extends
    a chosen one or a chosen one extends it: in the choice, not in the order. Without any worth it
    is left out.

    A single one by ``sum`` is that which would keep people waiting longest, see waiting.py.

    What a list is expected to save is submodular, so choosing greedily comes within 1 - 1/e of the
    best list (Nemhauser, Wolsey and Fisher, 1978).
    """
    worth_of = WORTH[strategy]
    chosen: list[Candidate] = []
    ranked: Ranked = []
    left = [one for one in candidates if most_phrases != 0 or not one.phrase]
    if strategy == "sum" and count == 1 and left:
        alone = _longest_awaited(left)
        return [(alone, math.log(alone.probability))]

    def told_apart(candidate: Candidate) -> float:
        whole = worth_of(candidate, chosen, cost)
        if diversity and any(related(candidate.text, item.text) for item in chosen):
            return whole * (1 - diversity)
        return whole

    while left and len(chosen) < count:
        best, candidate = min(
            ((told_apart(candidate), candidate) for candidate in left),
            key=lambda pair: (-pair[0], -pair[1].probability, pair[1].text),
        )
        if best <= 0:
            break
        worth = worth_of(candidate, chosen, cost)
        ranked.append((candidate, worth if strategy == "expected_savings" else math.log(worth)))
        chosen.append(candidate)
        left.remove(candidate)
        if candidate.phrase and sum(item.phrase for item in chosen) == most_phrases:
            left = [other for other in left if not other.phrase]
    return sorted(ranked, key=lambda pair: -pair[1])


def _longest_awaited(candidates: Sequence[Candidate]) -> Candidate:
    """The candidate that saves most by being shown alone, the likeliest among equals."""
    likeliest = sorted(candidates, key=lambda one: (-one.probability, one.text))
    saved = keys_saved([(one.text, one.probability) for one in likeliest])
    return likeliest[max(range(len(saved)), key=lambda at: (saved[at], -at))]


def related(text: str, other: str) -> bool:
    """Whether one of the texts extends the other."""
    return extends(text, other) or extends(other, text)
