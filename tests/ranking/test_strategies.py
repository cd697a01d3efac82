"""The orders of a list: by sum, by mean, and by the keystrokes that it is expected to save."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.ranking.strategies import STRATEGIES, Candidate, TypingCost

COST = TypingCost(1.0, 0.2)
TEXTS = ("a", "ab", "ab c", "ab c d", "abc", "b", "b c")


def order(strategy: str, *candidates: Candidate, count: int = 9) -> list[str]:
    return [item.text for item, _ in STRATEGIES[strategy](candidates, count, COST)]  # type: ignore[index]


def saved(chosen: list[Candidate]) -> float:
    """Expected keystrokes saved: of the items that fit, a person takes the longest."""
    total = 0.0
    for candidate in chosen:
        below = [
            COST.keystrokes(other.text)
            for other in chosen
            if other is not candidate and candidate.text.startswith(other.text)
        ]
        total += candidate.probability * (COST.keystrokes(candidate.text) - max(below, default=0.0))
    return total


@st.composite
def candidate_sets(draw: st.DrawFn) -> list[Candidate]:
    """Texts whose extensions are no more probable than they are."""
    chosen: list[Candidate] = []
    for text in draw(st.lists(st.sampled_from(TEXTS), min_size=1, unique=True)):
        most = min((c.probability for c in chosen if text.startswith(c.text)), default=0.9)
        least = max((c.probability for c in chosen if c.text.startswith(text)), default=0.01)
        share = draw(st.floats(min(least, most), max(least, most)))
        chosen.append(Candidate(text, share, draw(st.integers(1, 4))))
    return chosen


def test_by_sum_a_beginning_comes_before_its_extension() -> None:
    assert order("sum", Candidate("ab c", 0.2, 2), Candidate("ab", 0.4, 1)) == ["ab", "ab c"]


def test_by_mean_a_long_sure_text_comes_before_a_short_unsure_one() -> None:
    assert order("mean", Candidate("ab", 0.3, 1), Candidate("b c", 0.2, 3)) == ["b c", "ab"]


def test_by_expected_savings_length_counts() -> None:
    short, long = Candidate("ab", 0.4, 1), Candidate("absolutely certain", 0.3, 2)
    assert order("expected_savings", short, long)[0] == "absolutely certain"
    assert order("sum", short, long)[0] == "ab"


def test_by_expected_savings_a_text_that_saves_no_more_is_left_out() -> None:
    assert order("expected_savings", Candidate("ab", 0.4, 1), Candidate("a", 0.4, 1)) == ["ab"]


@given(candidate_sets(), st.integers(1, 4))
def test_scores_by_expected_savings_add_up_to_what_the_list_saves(
    candidates: list[Candidate], count: int
) -> None:
    chosen = STRATEGIES["expected_savings"](candidates, count, COST)
    assert sum(gain for _, gain in chosen) == pytest.approx(saved([item for item, _ in chosen]))


@given(candidate_sets(), st.integers(1, 4))
def test_greedy_savings_come_close_to_the_best_list(
    candidates: list[Candidate], count: int
) -> None:
    chosen = [item for item, _ in STRATEGIES["expected_savings"](candidates, count, COST)]
    best = max(
        saved(list(group))
        for size in range(1, min(count, len(candidates)) + 1)
        for group in combinations(candidates, size)
    )
    assert saved(chosen) >= (1 - 1 / math.e) * best - 1e-9


@pytest.mark.parametrize("strategy", STRATEGIES)
@given(candidates=candidate_sets(), count=st.integers(1, 4))
def test_every_strategy_gives_falling_scores_and_no_item_twice(
    strategy: str, candidates: list[Candidate], count: int
) -> None:
    ranked = STRATEGIES[strategy](candidates, count, COST)  # type: ignore[index]
    scores = [score for _, score in ranked]
    assert len(ranked) <= count
    assert len({item.text for item, _ in ranked}) == len(ranked)
    assert all(a >= b - 1e-9 for a, b in zip(scores, scores[1:], strict=False))
