"""A run measures every row on every data set, and the same run again gives the same figures."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

import pytest

from autocomplete.evaluation.items import Item
from autocomplete.evaluation.planning import BASELINES, Choice, UnusableChoice, plan
from autocomplete.evaluation.report_json import as_json
from autocomplete.evaluation.run import DataSet, Result, run
from autocomplete.evaluation.simulation import Shown, Suggest
from autocomplete.evaluation.typing_people import type_all
from autocomplete.language_model.errors import ModelUnavailable
from autocomplete.ranking.profile import Profile
from tests.evaluation.word_model import SENTENCE, WordModel

PROFILE = Profile(slug="small", preamble="It is so.\n", suggestions=3)
SETS = (
    DataSet("cats", (Item(text=SENTENCE), Item(text="The dog ran."), Item(text="The cat ran?"))),
    DataSet("dogs", (Item(text="The dog sat on the cat.", context="Well?"),)),
)


async def bare(text: str) -> float:
    return 2.0


async def results_of(choice: Choice, model: WordModel | None = None) -> list[Result]:
    planned = plan(choice, SETS, model or WordModel())
    return await run(planned, bare, lambda _: None, lambda _: None)


async def figures_of(choice: Choice) -> str:
    report = json.loads(as_json({}, await results_of(choice), []))
    return json.dumps(report["results"])


@pytest.mark.parametrize("lanes", [1, 3])
async def test_the_same_items_and_seed_give_the_same_figures(lanes: int) -> None:
    choice = Choice((PROFILE,), BASELINES, budgets=(0, 2), seed=5, lanes=lanes, first_only=True)
    assert await figures_of(choice) == await figures_of(choice)


async def test_another_seed_changes_what_is_sampled() -> None:
    assert await figures_of(Choice((PROFILE,), ("sampled",), seed=1)) != await figures_of(
        Choice((PROFILE,), ("sampled",), seed=2)
    )


async def test_rows_stand_in_the_order_of_profiles_budgets_and_baselines_for_each_data_set() -> (
    None
):
    choice = Choice((PROFILE,), ("greedy",), budgets=(1, PROFILE.token_budget))
    rows = [
        (result.data_set, result.suggester, result.curve) for result in await results_of(choice)
    ]
    # The profile's own budget is its first row and is not run twice.
    names = [("small", "small"), ("small, budget 1", "small"), ("greedy", "greedy")]
    assert rows == [(data_set.name, *name) for data_set in SETS for name in names]


async def test_progress_adds_up_to_the_characters_that_the_plan_names() -> None:
    choice = Choice((PROFILE,), ("greedy",), budgets=(1,), first_only=True, timed_items=2)
    planned = plan(choice, SETS, WordModel())
    counted: list[int] = []
    await run(planned, bare, counted.append, lambda _: None)
    assert sum(counted) == planned.characters


async def test_contexts_reach_the_model_only_where_they_are_wanted() -> None:
    for contexts in (False, True):
        model = WordModel()
        await results_of(Choice((PROFILE,), ("greedy",), contexts=contexts), model)
        assert any("Well?\n" in text for text in model.asked) is contexts


async def test_one_suggestion_saves_no_more_than_three_and_is_reported_beside_them() -> None:
    [result, *_] = await results_of(Choice((PROFILE,), first_only=True))
    assert result.first_only is not None
    assert 0 < result.first_only <= result.figures.keystroke_savings


async def test_keystrokes_are_timed_beside_a_bare_completion_of_the_same_text() -> None:
    [result, *others] = await results_of(Choice((PROFILE,), ("greedy",), timed_items=1))
    # One text; nothing is timed before its first letter.
    assert len(result.times) == result.records[0].keystrokes - 1
    assert all(time.bare_ms == 2.0 for time in result.times)
    assert all(0 < time.first_ms <= time.final_ms for time in result.times)
    assert others[0].times == ()


async def test_each_lane_types_a_fixed_share_of_the_texts() -> None:
    typed: list[tuple[int, str]] = []

    class Recorder:
        name = "recorder"

        async def prepare(self, lane: int) -> None:
            typed.append((lane, "prepare"))

        def with_one(self) -> Recorder:
            return self

        def begin(self, item: Item, lane: int) -> Suggest:
            typed.append((lane, item.text))

            async def suggest(text: str) -> Shown:
                await asyncio.sleep(0)
                return Shown((), ())

            return suggest

    items = [Item(text=text) for text in ("aaaaaa", "b", "c", "d")]
    records = await type_all(Recorder(), items, lanes=2, progress=lambda _: None)
    assert [record.item.text for record in records] == ["aaaaaa", "b", "c", "d"]
    assert [text for lane, text in typed if lane == 0] == ["prepare", "aaaaaa", "c"]
    assert [text for lane, text in typed if lane == 1] == ["prepare", "b", "d"]


async def test_a_model_that_fails_ends_the_run_of_everybody_with_its_own_error() -> None:
    class Failing(WordModel):
        async def capabilities(self) -> object:  # type: ignore[override]
            raise ModelUnavailable("The model server cannot be reached.")

    with pytest.raises(ModelUnavailable, match="cannot be reached"):
        await results_of(Choice((PROFILE,), lanes=3), Failing())
    others: Sequence[asyncio.Task[object]] = [
        task for task in asyncio.all_tasks() if task is not asyncio.current_task()
    ]
    assert others == []


def test_an_unknown_baseline_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnusableChoice, match="no baseline 'gready': choose from greedy, sampled"):
        plan(Choice((PROFILE,), ("gready",)), SETS, WordModel())
