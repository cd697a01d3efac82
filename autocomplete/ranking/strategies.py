"""In which order candidates are shown: the ranking strategies, one function each."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

Strategy = Literal["sum", "mean", "expected_savings"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A text with its conditional probability (0 to 1, above 0), and its best path's length."""

    text: str
    probability: float
    tokens: int


@dataclass(frozen=True, slots=True)
class TypingCost:
    """What typing a text costs with help, in keystrokes: ``start`` + ``per_character`` x length.

    Far less than its length, since the next suggestion mostly comes soon.
    """

    start: float
    per_character: float

    def keystrokes(self, text: str) -> float:
        return self.start + self.per_character * len(text)


Ranked = list[tuple[Candidate, float]]


def by_sum(candidates: Sequence[Candidate], count: int, _: TypingCost) -> Ranked:
    """By summed log-probability: the most probable first, so a prefix precedes its extension."""
    ranked = sorted(candidates, key=lambda c: (-c.probability, c.text))[:count]
    return [(candidate, math.log(candidate.probability)) for candidate in ranked]


def by_mean(candidates: Sequence[Candidate], count: int, _: TypingCost) -> Ranked:
    """By log-probability per token, which favours long texts that the model is sure of."""

    def mean(candidate: Candidate) -> float:
        return math.log(candidate.probability) / max(1, candidate.tokens)

    ranked = sorted(candidates, key=lambda c: (-mean(c), c.text))[:count]
    return [(candidate, mean(candidate)) for candidate in ranked]


def by_expected_savings(candidates: Sequence[Candidate], count: int, cost: TypingCost) -> Ranked:
    """The list that is expected to save the most keystrokes, chosen greedily.

    Of the shown items that fit, a person takes the longest. So a list S saves the sum over s in S
    of P(s) x (cost of s - cost of the longest other item that s starts with). The sum is
    submodular: greedy choice comes within 1 - 1/e of the best list (Nemhauser, Wolsey and Fisher,
    1978). The score is an item's gain, in keystrokes.
    """
    chosen: Ranked = []
    left = list(candidates)
    while left and len(chosen) < count:
        gain, candidate = max(
            ((_gain(candidate, chosen, cost), candidate) for candidate in left),
            key=lambda pair: (pair[0], pair[1].probability, pair[1].text),
        )
        if gain <= 0:
            break
        chosen.append((candidate, gain))
        left.remove(candidate)
    return chosen


def _gain(candidate: Candidate, chosen: Ranked, cost: TypingCost) -> float:
    """What a list saves more with the candidate than without it."""
    text = candidate.text
    own = cost.keystrokes(text)
    below = max(
        (cost.keystrokes(item.text) for item, _ in chosen if text.startswith(item.text)),
        default=0.0,
    )
    gain = candidate.probability * (own - below)
    for item, _ in chosen:
        if item.text.startswith(text):
            known = max(
                (
                    cost.keystrokes(other.text)
                    for other, _ in chosen
                    if len(other.text) < len(item.text) and item.text.startswith(other.text)
                ),
                default=0.0,
            )
            gain -= item.probability * max(0.0, own - known)
    return gain


STRATEGIES: dict[Strategy, Callable[[Sequence[Candidate], int, TypingCost], Ranked]] = {
    "sum": by_sum,
    "mean": by_mean,
    "expected_savings": by_expected_savings,
}
