"""In a pause a session asks about what comes behind the likely accept, and gives way at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.errors import ModelUnavailable
from autocomplete.live.session import Explored, TypedText, TypingSession
from autocomplete.model_pool.model_use import ModelUse
from autocomplete.ranking import tree
from autocomplete.ranking.profile import Profile
from tests.live.scripted_language_model import ScriptedModel, final, lists, texts
from tests.live.site import Site, until
from tests.live.stand_in_model import StandInModel

# The search itself stops behind the first distribution, so that all else is explored ahead.
PROFILE = Profile(
    preamble="",
    token_budget=0,
    time_budget_ms=60_000,
    least_agreeing=1,
    idle_tokens=2,
    idle_after_ms=1.0,
)


async def paused(model: ScriptedModel, text: str, profile: Profile = PROFILE) -> TypingSession:
    """A session in which ``text`` was typed and a pause used up."""
    session = TypingSession(model, profile)
    await final(session, text)
    await session.explore_ahead()
    return session


async def test_the_nodes_behind_the_best_items_are_asked_about_heaviest_first() -> None:
    model = ScriptedModel()
    session = await paused(model, "I ", replace(PROFILE, idle_tokens=3))
    assert model.texts == ["I", "I would", "I am", "I want"]
    assert session.explored == Explored(evaluated_tokens=3, requests=3)


async def test_an_accept_and_the_space_behind_it_find_the_explored_node() -> None:
    model = ScriptedModel()
    session = await paused(model, "I w")
    assert model.texts == ["I", "I would", "I want"]
    for text in ("I would", "I would "):
        [found] = await lists(session, text)
        assert texts(found)[0].strip() == "like"
        assert found.stats.model_requests == found.stats.evaluated_tokens == 0
    assert model.texts == ["I", "I would", "I want"]


async def test_deleting_and_moving_back_after_an_accept_are_walks_without_requests() -> None:
    model = ScriptedModel()
    session = await paused(model, "I w")
    asked = len(model.questions)
    for text in (
        "I would",
        "I would ",
        "I would",
        "I woul",
        "I w",
        "I ",
        "I w",
        "I want",
        "I want ",
    ):
        assert (await final(session, text)).stats.model_requests == 0
    assert len(model.questions) == asked


async def test_however_much_is_explored_the_tree_stays_bounded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Enough for all that is shown here, not for what is explored behind it.
    monkeypatch.setattr(tree, "MOST_ALTERNATIVES", 400)
    model = ScriptedModel()
    session = TypingSession(model, replace(PROFILE, idle_tokens=9))
    await final(session, "I ")
    await session.explore_ahead()
    for number in range(9):
        await final(session, f"see {number} and ")
        await session.explore_ahead()
    assert session.explored.requests > 40
    # So the first text's tree was given up, and the last one's was not.
    assert (await final(session, "see 8 and ")).stats.model_requests == 0
    assert (await final(session, "I ")).stats.model_requests == 1


async def test_what_was_explored_is_no_part_of_any_lists_cost() -> None:
    model = ScriptedModel()
    session = await paused(model, "I ")
    assert session.explored.requests == 2
    assert (await final(session, "I ")).stats.evaluated_tokens == 0
    assert session.explored.requests == 2


async def test_a_pause_that_is_not_long_enough_explores_nothing() -> None:
    model = ScriptedModel()
    session = TypingSession(model, replace(PROFILE, idle_after_ms=60_000.0))
    await final(session, "I ")
    exploring = asyncio.create_task(session.explore_ahead())
    await asyncio.sleep(0.02)
    exploring.cancel()
    await asyncio.wait({exploring})
    assert model.texts == ["I"]


async def test_without_idle_tokens_nothing_is_explored() -> None:
    model = ScriptedModel()
    await paused(model, "I ", replace(PROFILE, idle_tokens=0))
    assert model.texts == ["I"]


async def test_a_search_that_was_cut_short_is_not_explored_behind() -> None:
    model = ScriptedModel()
    session = TypingSession(model, replace(PROFILE, token_budget=4))
    suggested = session.suggest(TypedText("I "))
    await anext(suggested)
    await suggested.aclose()
    await session.explore_ahead()
    assert model.texts == ["I"]


async def exploring(
    model: ScriptedModel, session: TypingSession, *, seconds: float = 60
) -> asyncio.Task[None]:
    """The exploring behind "I ", under way: its first question takes ``seconds``."""
    await final(session, "I ")
    model.seconds = seconds
    task = asyncio.create_task(session.explore_ahead())
    await until(lambda: model.under_way == 1)
    return task


async def test_a_keystroke_of_the_same_person_ends_a_question_that_it_does_not_want() -> None:
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    task = await exploring(model, session)
    task.cancel()
    await asyncio.wait({task})
    model.seconds = 0
    assert (await final(session, "You ")).stats.model_requests == 1
    assert model.texts == ["I", "I would", "You"]
    assert model.under_way == 0
    assert session.explored == Explored()
    assert session.untaken_requests == 1


async def test_a_keystroke_of_the_same_person_joins_the_question_that_it_wants() -> None:
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    task = await exploring(model, session, seconds=0.1)
    task.cancel()
    await asyncio.wait({task})
    found = await final(session, "I would ")
    assert found.stats.model_requests == found.stats.evaluated_tokens == 1
    assert model.texts == ["I", "I would"]
    assert session.explored == Explored()


async def test_a_keystroke_of_anybody_else_ends_exploring_at_once() -> None:
    use = ModelUse()
    model = ScriptedModel()
    one, other = (TypingSession(model, PROFILE, use=use) for _ in range(2))
    task = await exploring(model, one)
    model.seconds = 0
    await final(other, "You ")
    await task
    assert model.under_way == 0
    assert model.texts == ["I", "I would", "You"]


async def test_nothing_is_explored_while_anybody_searches() -> None:
    use = ModelUse()
    model = ScriptedModel()
    one, other = (TypingSession(model, PROFILE, use=use) for _ in range(2))
    await final(one, "I ")
    model.seconds = 0.1
    searching = asyncio.create_task(final(other, "You "))
    await until(lambda: model.under_way == 1)
    await one.explore_ahead()
    await searching
    assert model.texts == ["I", "You"]
    await final(one, "I ")
    await one.explore_ahead()
    assert "I would" in model.texts


async def test_a_failure_while_exploring_passes_through_and_the_session_works_on() -> None:
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    first = await final(session, "I ")
    model.failure = ModelUnavailable("The model server cannot be reached.")
    with pytest.raises(ModelUnavailable):
        await session.explore_ahead()
    assert (await final(session, "I ")).items == first.items


@pytest.mark.asyncio(loop_scope="session")
async def test_over_the_socket_a_pause_is_used_and_a_client_that_leaves_ends_it(
    site: Site, stand_in: StandInModel
) -> None:
    async with site.client() as client:
        await client.input(1, "I have t")
        await client.final(1)
        asked = stand_in.started
        stand_in.may_answer.clear()
        await until(lambda: stand_in.started == asked + 1)
        assert stand_in.under_way == 1
    await until(lambda: stand_in.cut_off == 1)


@pytest.mark.asyncio(loop_scope="session")
async def test_over_the_socket_another_persons_keystroke_ends_exploring(
    site: Site, stand_in: StandInModel
) -> None:
    async with site.client() as one, site.client() as other:
        await one.input(1, "I have t")
        await one.final(1)
        stand_in.may_answer.clear()
        await until(lambda: stand_in.under_way == 1)
        await other.input(1, "You have t")
        await until(lambda: stand_in.cut_off == 1)
        await until(lambda: stand_in.under_way == 1)
        assert stand_in.prompts[-1].endswith("You have")
        stand_in.may_answer.set()
        assert (await other.final(1))["items"]


@pytest.mark.asyncio(loop_scope="session")
async def test_a_model_that_fails_while_exploring_is_not_reported_to_the_client(
    site: Site, stand_in: StandInModel
) -> None:
    async with site.client() as client:
        await client.input(1, "I have t")
        await client.final(1)
        asked = stand_in.started
        stand_in.status = 500
        await until(lambda: stand_in.started > asked)
        assert await client.silent()


@pytest.mark.model
async def test_with_the_real_model_an_accept_after_a_pause_needs_no_request(
    real_model: HttpLanguageModel,
) -> None:
    profile = Profile(time_budget_ms=60_000, idle_tokens=8)
    session = TypingSession(real_model, profile)
    best = (await final(session, "Thank you for your ")).items[0].text
    await session.explore_ahead()
    assert session.explored.evaluated_tokens > 0
    for text in (f"Thank you for your {best}", f"Thank you for your {best} "):
        first = (await lists(session, text))[0]
        assert first.items
        assert first.stats.model_requests == 0


@pytest.mark.model
async def test_with_the_real_model_a_fast_typist_inside_a_word_is_answered_by_one_reading(
    real_model: HttpLanguageModel,
) -> None:
    prompt = " ".join(f"{number} birds sat on tree {number * 3}." for number in range(40))
    session = TypingSession(real_model, Profile(time_budget_ms=60_000, token_budget=0))
    for rest in (" ", " t", " th"):
        typing = asyncio.create_task(lists(session, prompt + " Then we saw" + rest))
        await asyncio.sleep(0.05)
        typing.cancel()
        await asyncio.wait({typing})
    found = await final(session, prompt + " Then we saw the")
    assert found.stats.model_requests == 1
    assert session.untaken_requests == 0
