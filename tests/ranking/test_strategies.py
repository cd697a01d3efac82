"""The orders of a list: by sum, by mean, and by the keystrokes that it is expected to save."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.ranking.savings import expected_savings, extends
from autocomplete.ranking.strategies import WORTH, Candidate, Strategy, choose
from autocomplete.ranking.typing_cost import TypingCost

COST = TypingCost(1.0, 0.2)
TEXTS = ("a", "ab", "ab c", "ab c d", "abc", "b", "b c")


def order(
    strategy: Strategy, *candidates: Candidate, count: int = 9, diversity: float = 0.0
) -> list[str]:
    return [item.text for item, _ in choose(strategy, candidates, count, COST, diversity)]


def saved(chosen: list[Candidate]) -> float:
    return expected_savings([(item.text, item.probability) for item in chosen], COST)


@st.composite
def candidate_sets(draw: st.DrawFn) -> list[Candidate]:
    """Texts whose extensions are no more probable than they are."""
    chosen: list[Candidate] = []
    for text in draw(st.lists(st.sampled_from(TEXTS), min_size=1, unique=True)):
        most = min((c.probability for c in chosen if extends(text, c.text)), default=0.9)
        least = max((c.probability for c in chosen if extends(c.text, text)), default=0.01)
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
    found = order("expected_savings", Candidate("ab c", 0.4, 2), Candidate("ab", 0.4, 1))
    assert found == ["ab c"]


def test_an_accept_costs_a_keystroke_and_the_longest_item_that_fits_is_taken() -> None:
    # Costs: 1.4, 1.8 and 1.4 keystrokes. Typing "ab" by one key saves 0.4 of them.
    items = [("ab", 0.5), ("ab c", 0.2), ("de", 0.1)]
    assert expected_savings(items, COST) == pytest.approx(0.5 * 0.4 + 0.2 * 0.4 + 0.1 * 0.4)


def test_a_word_does_not_stand_in_for_a_longer_word_that_begins_with_it() -> None:
    items = [("the", 0.5), ("there", 0.2)]
    alone = [[("the", 0.5)], [("there", 0.2)]]
    assert expected_savings(items, COST) == pytest.approx(
        sum(expected_savings(one, COST) for one in alone)
    )


def test_with_full_diversity_no_item_goes_on_from_another() -> None:
    candidates = (Candidate("a", 0.5, 1), Candidate("a b", 0.4, 2), Candidate("ab", 0.1, 1))
    assert order("sum", *candidates) == ["a", "a b", "ab"]
    assert order("sum", *candidates, diversity=1.0) == ["a", "ab"]


def test_diversity_chooses_less_probable_words_before_more_of_the_same() -> None:
    candidates = (Candidate("a", 0.5, 1), Candidate("a b", 0.4, 2), Candidate("c", 0.3, 1))
    assert order("sum", *candidates, count=2, diversity=0.2) == ["a", "a b"]
    assert order("sum", *candidates, count=2, diversity=0.3) == ["a", "c"]


def test_diversity_leaves_the_order_of_what_it_chose_alone() -> None:
    candidates = (Candidate("a", 0.5, 1), Candidate("a b", 0.4, 2), Candidate("c", 0.3, 1))
    assert order("sum", *candidates, diversity=0.3) == ["a", "a b", "c"]


@given(candidate_sets(), st.integers(1, 4))
def test_scores_by_expected_savings_add_up_to_what_the_list_saves(
    candidates: list[Candidate], count: int
) -> None:
    chosen = choose("expected_savings", candidates, count, COST)
    assert sum(gain for _, gain in chosen) == pytest.approx(saved([item for item, _ in chosen]))


@given(candidate_sets(), st.integers(1, 4))
def test_greedy_savings_come_close_to_the_best_list(
    candidates: list[Candidate], count: int
) -> None:
    chosen = [item for item, _ in choose("expected_savings", candidates, count, COST)]
    best = max(
        saved(list(group))
        for size in range(1, min(count, len(candidates)) + 1)
        for group in combinations(candidates, size)
    )
    assert saved(chosen) >= (1 - 1 / math.e) * best - 1e-9


@pytest.mark.parametrize("strategy", WORTH)
@given(candidates=candidate_sets(), count=st.integers(1, 4), diversity=st.floats(0, 1))
def test_every_strategy_gives_falling_scores_and_no_item_twice(
    strategy: Strategy, candidates: list[Candidate], count: int, diversity: float
) -> None:
    ranked = choose(strategy, candidates, count, COST, diversity)
    scores = [score for _, score in ranked]
    assert len(ranked) <= count
    assert len({item.text for item, _ in ranked}) == len(ranked)
    assert all(a >= b - 1e-9 for a, b in zip(scores, scores[1:], strict=False))
