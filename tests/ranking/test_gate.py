"""A list is shown, and an item is the ghost text, where that is expected to save keystrokes."""

from __future__ import annotations

import math

import pytest

from autocomplete.ranking.gate import Decision, decide, too_short
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.suggestions import Suggestion
from autocomplete.ranking.typing_cost import TypingCost

# A text of two characters costs 2 keystrokes, one of ten costs 6: an accept saves 1 and 5 of them.
COST = TypingCost(1.0, 0.5)


def item(text: str, prob: float) -> Suggestion:
    return Suggestion(
        text=text, logprob=math.log(prob), prob=prob, score=0.0, tokens=(), boundary="word",
        model="model",
    )  # fmt: skip


def ghost(*items: Suggestion, profile: Profile | None = None, force: bool = False) -> int | None:
    decision = decide(items, profile or Profile(reading_cost=0.0), COST, force=force)
    assert decision.gate is None
    return decision.ghost


SURE, UNSURE = item(" w", 0.9), item(" w", 0.3)


@pytest.mark.parametrize(("phrase_prob", "rank"), [(0.19, 1), (0.17, 0)])
def test_the_ghost_is_several_words_when_the_model_is_sure_and_one_when_it_is_not(
    phrase_prob: float, rank: int
) -> None:
    assert ghost(SURE, item(" w will do", phrase_prob)) == rank


@pytest.mark.parametrize(("reading_cost", "rank"), [(0.29, 0), (0.31, None)])
def test_there_is_no_ghost_where_reading_it_costs_more_than_it_saves(
    reading_cost: float, rank: int | None
) -> None:
    assert ghost(UNSURE, profile=Profile(reading_cost=reading_cost)) == rank


@pytest.mark.parametrize(("gate", "rank"), [(0.19, 0), (0.21, None), (None, 0)])
def test_the_ghost_gate_asks_for_so_many_keystrokes_more(
    gate: float | None, rank: int | None
) -> None:
    assert ghost(UNSURE, profile=Profile(reading_cost=0.1, ghost_gate=gate)) == rank


def test_of_equal_items_the_better_ranked_one_is_the_ghost() -> None:
    assert ghost(item(" a", 0.5), item(" b", 0.5)) == 0


def test_no_items_make_no_ghost_and_close_no_gate() -> None:
    assert decide((), Profile(list_gate=5.0), COST) == Decision(None, None)


@pytest.mark.parametrize(
    ("list_gate", "gate"), [(None, None), (0.3, None), (0.5, "low_confidence")]
)
def test_a_list_is_held_back_that_saves_less_than_the_profile_asks_for(
    list_gate: float | None, gate: str | None
) -> None:
    items = (item(" a", 0.4), item(" b", 0.2))
    decision = decide(items, Profile(list_gate=list_gate, reading_cost=0.2), COST)
    assert decision.gate == gate
    assert (decision.ghost is None) == (gate is not None)


def test_a_phrase_and_its_beginning_do_not_both_count_in_full() -> None:
    # 0.4 x 1 for the word and 0.3 x 4 more for the phrase: 1.6 keystrokes, not 1.9.
    items = (item(" w", 0.4), item(" w will do", 0.3))
    assert decide(items, Profile(list_gate=1.5, reading_cost=0.0), COST).gate is None
    assert decide(items, Profile(list_gate=1.7, reading_cost=0.0), COST).gate == "low_confidence"


def test_force_opens_every_gate() -> None:
    closed = Profile(list_gate=100.0, ghost_gate=100.0)
    assert ghost(UNSURE, profile=closed, force=True) == 0


@pytest.mark.parametrize(("text", "short"), [("", True), ("ab", True), ("abc", False)])
def test_too_short_is_what_has_fewer_characters_than_the_profile_asks_for(
    text: str, short: bool
) -> None:
    assert too_short(text, Profile(least_typed=3)) is short
    assert not too_short(text, Profile())
