"""Tuning finds better numbers within a limit, the same for a seed, and says when it did not."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.evaluation.items import Item
from autocomplete.evaluation.tuning import (
    Score,
    Trial,
    Tuned,
    frontier,
    planned_measurements,
    tune,
)
from autocomplete.evaluation.tuning_report import frontier_plot, frontier_rows, verdict
from autocomplete.evaluation.tuning_space import NUMBERS, Space
from autocomplete.ranking.profile import Profile

START = Profile(slug="start")
FIRST = [Item("a" * 100, id=str(number)) for number in range(8)]
SECOND = [Item("b" * 100, id=str(number)) for number in range(8)]


def made_up(profile: Profile, item: Item) -> Score:
    """Savings rise with the budget up to 8 and with words up to 3; so does the cost with both."""
    budget, words = profile.token_budget, profile.most_words
    savings = 20 + 4 * min(budget, 8) + 5 * min(words, 3) + int(item.id or 0) % 3
    keystrokes = 100 - savings
    return Score(100, keystrokes, round(keystrokes * (0.2 + 0.25 * budget)))


async def tuned(
    *, limit: float = 1.3, seed: int = 1, trials: int = 30, held_out: Sequence[Item] = SECOND
) -> Tuned:
    async def measure(profile: Profile, item: Item) -> Score:
        return made_up(profile, item)

    space = Space(START, ["sum"])
    return await tune(space, limit, FIRST, held_out, measure, trials=trials, seed=seed)


async def test_the_best_saves_more_than_the_start_and_stays_within_the_limit() -> None:
    found = await tuned()
    assert found.best is not None
    start, best = found.trials[0].score, found.best.score
    assert found.trials[0].profile == START
    assert best.savings > start.savings
    assert best.tokens_per_keystroke <= 1.3
    assert found.confirmation is not None and found.confirmation.low > 0
    assert verdict(found).startswith("The gain is confirmed. On 8 held-out texts")


async def test_a_higher_limit_buys_more() -> None:
    low, high = await tuned(limit=0.8), await tuned(limit=2.3)
    assert low.best is not None and high.best is not None
    assert high.best.score.savings > low.best.score.savings


async def test_the_same_seed_finds_the_same_and_another_tries_others() -> None:
    assert await tuned(seed=5) == await tuned(seed=5)
    assert (await tuned(seed=5)).trials[1:] != (await tuned(seed=6)).trials[1:]


async def test_a_limit_that_nothing_keeps_offers_nothing_and_says_what_is_cheapest() -> None:
    found = await tuned(limit=0.01)
    assert found.best is None and found.confirmation is None
    assert "No candidate costs at most 0.01 tokens" in verdict(found)


async def test_an_accident_of_the_tuned_texts_is_not_called_a_gain() -> None:
    async def measure(profile: Profile, item: Item) -> Score:
        lucky = profile.token_budget if item.text.startswith("a") else -profile.token_budget
        return Score(100, 60 - lucky, 60)

    space = Space(START, ["sum"])
    found = await tune(space, 5, FIRST, SECOND, measure, trials=20, seed=1)
    assert found.confirmation is not None and found.confirmation.gain < 0
    assert verdict(found).startswith("The gain is NOT confirmed")


async def test_where_nothing_is_better_the_start_stays_and_is_not_confirmed() -> None:
    async def measure(profile: Profile, item: Item) -> Score:
        return Score(100, 50 if profile == START else 60, 50)

    found = await tune(Space(START, ["sum"]), 5, FIRST, SECOND, measure, trials=12, seed=1)
    assert found.best is found.trials[0]
    assert "Nothing better than the start was found" in verdict(found)


@pytest.mark.parametrize("trials", [3, 10, 36])
async def test_no_more_texts_are_typed_than_planned(trials: int) -> None:
    typed: set[tuple[Profile, str]] = set()

    async def measure(profile: Profile, item: Item) -> Score:
        typed.add((profile, item.text[0] + item.id))
        return made_up(profile, item)

    await tune(Space(START, ["sum"]), 1.3, FIRST, SECOND, measure, trials=trials, seed=1)
    planned = planned_measurements(trials, len(FIRST), len(SECOND))
    assert len(typed) <= planned
    # Most candidates are given up early: to type everything with all would cost far more.
    if trials > 3:
        assert planned < (trials + 1) * len(FIRST) + 2 * len(SECOND)


@given(st.lists(st.tuples(st.integers(1, 99), st.integers(0, 500)), min_size=1, max_size=30))
def test_nothing_beats_what_is_on_the_frontier(points: list[tuple[int, int]]) -> None:
    trials = [Trial(START, Score(100, keys, tokens), 1) for keys, tokens in points]
    found = frontier(trials)
    for trial in found:
        for other in trials:
            cheaper = other.score.tokens_per_keystroke <= trial.score.tokens_per_keystroke
            assert not (cheaper and other.score.savings > trial.score.savings)
    savings = [trial.score.savings for trial in found]
    assert savings == sorted(set(savings))


@given(st.integers(0, 2**32 - 1))
def test_every_candidate_is_a_profile_that_differs_only_in_what_is_tuned(seed: int) -> None:
    dice = random.Random(seed)
    space = Space(START, ["sum", "mean"])
    anywhere = space.drawn(dice)
    near = space.near(anywhere, dice)
    names = {number.name for number in NUMBERS} | {"strategy"}
    for one in (anywhere, near):
        for field in dataclasses.fields(Profile):
            if field.name not in names:
                assert getattr(one, field.name) == getattr(START, field.name)
    changed = [n.name for n in NUMBERS if getattr(near, n.name) != getattr(anywhere, n.name)]
    assert 1 <= len(changed) <= 3


async def test_the_plot_and_the_rows_show_the_frontier_with_units() -> None:
    found = await tuned()
    svg = str(frontier_plot(found))
    assert "tokens evaluated per keystroke" in svg and "keystroke savings (%)" in svg
    rows = frontier_rows(found)
    assert rows[0][-1] == "the start"
    assert sum("best within the limit" in row[-1] for row in rows) == 1
    assert any(" → " in row[-1] for row in rows[1:])
