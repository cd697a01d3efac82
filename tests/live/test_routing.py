"""Along a route: the first list is shown at once, and a larger model may better it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace

import pytest

from autocomplete.language_model.errors import ModelError, ModelUnavailable
from autocomplete.language_model.interface import Capabilities
from autocomplete.live.session import TypedText, TypingSession
from autocomplete.model_pool.routed_model import RoutedModel
from autocomplete.ranking.calibration import Calibration
from autocomplete.ranking.fitted import Fitted
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.strategies import Strategy
from autocomplete.ranking.typing_cost import TypingCost
from tests.live.scripted_language_model import ScriptedModel, final, lists, texts
from tests.live.site import until

# States probabilities as the model does: the logit of the claim is the second feature.
AS_STATED = Fitted(Calibration((0.0, 1.0, 0.0, 0.0, 0.0)), TypingCost(1.6, 0.25))
NEVER = Fitted(Calibration((-30.0, 0.0, 0.0, 0.0, 0.0)), TypingCost(1.6, 0.25))

PROFILE = Profile(
    preamble="", reading_ms=0.0, time_budget_ms=60_000, escalate_below=1.0, escalation_margin=0.1
)


class Model(ScriptedModel):
    """Follows every text with one surprise, under a name of its own."""

    def __init__(self, name: str, share: float, word: str = "") -> None:
        super().__init__(lambda _: {f" {word or name + 'word'}": share, ".": 0.05})
        self.name = name

    async def capabilities(self) -> Capabilities:
        return replace(await super().capabilities(), model=self.name)


class Notes:
    def __init__(self) -> None:
        self.failures: list[ModelError] = []
        self.answers = 0
        self.uncalibrated: list[tuple[str, Strategy]] = []

    def note_failure(self, error: ModelError) -> None:
        self.failures.append(error)

    def note_answer(self) -> None:
        self.answers += 1

    def note_uncalibrated(self, model: str, strategy: Strategy) -> None:
        self.uncalibrated.append((model, strategy))


class Pair:
    """A session on a cheap and a larger model, each with its calibration."""

    def __init__(
        self,
        cheap: float,
        larger: float,
        *,
        profile: Profile = PROFILE,
        fitted: Mapping[str, Fitted] | None = None,
    ) -> None:
        self.cheap, self.larger = Model("cheap", cheap), Model("large", larger)
        self.notes = Notes()
        maps = {"cheap": AS_STATED, "large": AS_STATED} if fitted is None else fitted
        self.session = TypingSession(
            self.cheap,
            profile,
            calibrations=lambda model, strategy: maps.get(model),
            larger=[RoutedModel(self.larger, self.notes)],
        )


async def test_the_first_list_is_shown_before_the_larger_model_has_answered() -> None:
    pair = Pair(0.2, 0.9)
    pair.larger.seconds = 0.05
    suggested = pair.session.suggest(TypedText("I"))
    early = await anext(suggested)
    while pair.larger.questions == [] and not early.final:
        assert early.items[0].model == "cheap"
        assert early.stats.route == ("cheap",)
        last, early = early, await anext(suggested)
    assert not last.final
    assert early.final
    await suggested.aclose()
    await pair.session.aclose()


async def test_a_better_list_replaces_the_first_one_once_at_the_end() -> None:
    found = await lists(Pair(0.2, 0.9).session, "I")
    assert [one.items[0].model for one in found[:-1]] == ["cheap"] * (len(found) - 1)
    assert found[-1].items[0].model == "large"
    assert found[-1].stats.route == ("cheap", "large")
    assert texts(found[-1])[0] == " largeword"


async def test_a_list_that_gains_less_than_the_margin_changes_nothing_on_the_screen() -> None:
    patient = replace(PROFILE, escalation_margin=5.0)
    found = await lists(Pair(0.80, 0.81, profile=patient).session, "I")
    assert {texts(one)[0] for one in found} == {" cheapword"}
    assert found[-1].stats.route == ("cheap", "large")


async def test_more_of_each_model_is_weighed_than_it_would_show() -> None:
    pair = Pair(0.3, 0.3, profile=replace(PROFILE, suggestions=1, escalation_margin=0.0))
    pair.cheap.answer = lambda _: {" stay": 0.3, " move": 0.25}
    pair.larger.answer = lambda _: {" rest": 0.3, " move": 0.25}
    found = await lists(pair.session, "I")
    assert texts(found[0]) == [" stay"]
    assert texts(found[-1]) == [" move"]


async def test_a_larger_model_that_finds_nothing_to_suggest_changes_nothing() -> None:
    pair = Pair(0.2, 0.9, profile=replace(PROFILE, escalation_margin=0.0))
    pair.larger.answer = lambda _: {"\n": 0.9}
    found = await final(pair.session, "I")
    assert found.items[0].model == "cheap"
    assert found.stats.route == ("cheap", "large")


async def test_a_list_that_is_worth_enough_asks_nobody_else() -> None:
    pair = Pair(0.9, 0.9, profile=replace(PROFILE, escalate_below=0.5))
    found = await final(pair.session, "I")
    assert found.stats.route == ("cheap",)
    assert pair.larger.questions == []


async def test_costs_of_both_models_are_counted_together() -> None:
    pair = Pair(0.2, 0.9)
    found = await final(pair.session, "I")
    asked = len(pair.cheap.questions) + len(pair.larger.questions)
    assert found.stats.model_requests == found.stats.evaluated_tokens == asked
    assert pair.larger.questions


async def test_lists_meet_only_after_calibration() -> None:
    boasting = Pair(0.5, 0.9, fitted={"cheap": AS_STATED, "large": NEVER})
    assert (await final(boasting.session, "I")).items[0].model == "cheap"
    modest = Pair(0.9, 0.5, fitted={"cheap": NEVER, "large": AS_STATED})
    assert (await final(modest.session, "I")).items[0].model == "large"


@pytest.mark.parametrize("without", ["cheap", "large"])
async def test_a_model_without_a_calibration_ends_the_route_and_that_is_noted(
    without: str,
) -> None:
    fitted = {name: AS_STATED for name in ("cheap", "large") if name != without}
    pair = Pair(0.2, 0.9, fitted=fitted)
    found = await final(pair.session, "I")
    assert found.items[0].model == "cheap"
    assert pair.larger.questions == []
    assert pair.notes.uncalibrated == [(without, "sum")]


async def test_a_larger_model_that_fails_leaves_the_first_list() -> None:
    pair = Pair(0.2, 0.9)
    pair.larger.failure = ModelUnavailable("away")
    found = await final(pair.session, "I")
    assert found.final
    assert found.items[0].model == "cheap"
    assert pair.notes.failures == [pair.larger.failure]
    pair.larger.failure = None
    assert (await final(pair.session, "I ")).items[0].model == "large"
    assert pair.notes.answers == 1


async def test_a_larger_model_that_is_too_slow_leaves_the_first_list_and_its_answer_is_not_lost(
) -> None:  # fmt: skip
    pair = Pair(0.2, 0.9, profile=replace(PROFILE, time_budget_ms=100.0))
    pair.larger.seconds = 1.0
    found = await final(pair.session, "I")
    assert found.items[0].model == "cheap"
    assert pair.larger.under_way == 1
    await until(lambda: not pair.larger.under_way)
    pair.larger.seconds = 0.0
    assert (await final(pair.session, "I")).items[0].model == "large"
    assert pair.larger.texts.count("I") == 1


async def test_a_late_first_list_asks_nobody_else() -> None:
    pair = Pair(0.2, 0.9, profile=replace(PROFILE, time_budget_ms=10.0))
    pair.cheap.seconds = 0.03
    assert (await final(pair.session, "I")).stats.route == ("cheap",)
    assert pair.larger.questions == []


async def test_typing_on_keeps_the_trees_of_both_models() -> None:
    pair = Pair(0.2, 0.9, profile=replace(PROFILE, token_budget=0, typed_past_strength=0.0))
    await final(pair.session, "I")
    asked = len(pair.cheap.questions), len(pair.larger.questions)
    found = await final(pair.session, "I ")
    assert (len(pair.cheap.questions), len(pair.larger.questions)) == asked
    assert found.stats.reused
    assert found.items[0].model == "large"
    assert found.stats.route == ("cheap",)


async def test_what_the_larger_model_said_of_a_word_counts_behind_its_next_letters_too() -> None:
    pair = Pair(0.2, 0.9, profile=replace(PROFILE, typed_past_strength=0.0))
    await final(pair.session, "I")
    asked = len(pair.larger.questions)
    found = await lists(pair.session, "I l")
    assert {one.items[0].model for one in found} == {"large"}
    assert len(pair.larger.questions) == asked


async def test_of_several_larger_models_those_are_asked_that_said_nothing_of_the_word_yet() -> None:
    cheap, second = Model("cheap", 0.2, "lane"), Model("second", 0.6, "lake")
    third = Model("third", 0.9, "lamp")
    session = TypingSession(
        cheap,
        replace(PROFILE, typed_past_strength=0.0),
        calibrations=lambda model, strategy: AS_STATED,
        larger=[RoutedModel(second, Notes()), RoutedModel(third, Notes())],
    )
    third.failure = ModelUnavailable("Away.")
    assert (await final(session, "I")).stats.route == ("cheap", "second", "third")
    third.failure = None
    asked = len(second.questions)
    found = await final(session, "I l")
    assert found.stats.route == ("cheap", "third")
    assert len(second.questions) == asked
    assert texts(found)[0] == "amp"
    assert "ake" in texts(found)


async def test_a_larger_model_is_asked_anew_where_what_it_said_holds_little_of_what_is_typed(
) -> None:  # fmt: skip
    pair = Pair(0.2, 0.9, profile=replace(PROFILE, typed_past_strength=0.0))
    # Of what may begin with " l" this is a tenth.
    pair.larger.answer = lambda _: {" likely": 0.01}
    await final(pair.session, "I")
    asked = len(pair.larger.questions)
    found = await final(pair.session, "I l")
    assert len(pair.larger.questions) > asked
    assert found.stats.route == ("cheap", "large")


async def test_a_newer_keystroke_joins_what_the_older_one_asked_the_larger_model() -> None:
    pair = Pair(0.2, 0.9)
    pair.larger.seconds = 0.1
    older = asyncio.create_task(final(pair.session, "I"))
    while not pair.larger.questions:
        await asyncio.sleep(0.001)
    older.cancel()
    await asyncio.wait({older})
    assert pair.larger.under_way == 1
    assert (await final(pair.session, "I")).items[0].model == "large"
    assert pair.larger.texts.count("I") == 1


async def test_a_keystroke_that_needs_no_larger_model_ends_what_the_older_one_asked_it() -> None:
    pair = Pair(0.2, 0.9, profile=replace(PROFILE, escalate_below=0.9))
    pair.larger.seconds = 60.0
    older = asyncio.create_task(final(pair.session, "I"))
    while not pair.larger.questions:
        await asyncio.sleep(0.001)
    older.cancel()
    await asyncio.wait({older})
    pair.cheap.answer = lambda _: {" surely": 0.95}
    assert (await final(pair.session, "I see")).stats.route == ("cheap",)
    await until(lambda: not pair.larger.under_way)


async def test_closing_leaves_nothing_on_either_model() -> None:
    pair = Pair(0.2, 0.9)
    pair.larger.seconds = 60.0
    typing = asyncio.create_task(final(pair.session, "I"))
    while not pair.larger.questions:
        await asyncio.sleep(0.001)
    typing.cancel()
    await asyncio.wait({typing})
    await pair.session.aclose()
    assert (pair.cheap.under_way, pair.larger.under_way) == (0, 0)


async def test_exploring_ahead_asks_the_first_model_alone() -> None:
    pair = Pair(0.2, 0.9, profile=replace(PROFILE, idle_after_ms=0.0))
    await final(pair.session, "I")
    asked = len(pair.cheap.questions), len(pair.larger.questions)
    await pair.session.explore_ahead()
    assert len(pair.cheap.questions) > asked[0]
    assert len(pair.larger.questions) == asked[1]
