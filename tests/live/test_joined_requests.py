"""A model request outlives its keystroke when, and only when, the next keystroke wants the same."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from autocomplete.language_model.errors import ModelUnavailable
from autocomplete.language_model.interface import Prompt, Step
from autocomplete.live.asking import Asking
from autocomplete.live.session import TypedText, TypingSession
from autocomplete.model_pool.turns import Turns
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.search import Expansion
from autocomplete.ranking.suggestions import SuggestionList
from autocomplete.ranking.tree import Node
from tests.live.scripted_language_model import ScriptedModel, final, lists, texts
from tests.live.site import until

PROFILE = Profile(preamble="", time_budget_ms=60_000, typed_past_strength=0.0, least_agreeing=1)
FAILURE = ModelUnavailable("The model server cannot be reached.")


async def interrupted(session: TypingSession, text: str, model: ScriptedModel) -> None:
    """Type ``text``, and end its search while the model is being asked."""
    searching = asyncio.create_task(lists(session, text))
    await until(lambda: model.under_way == 1)
    # It may be the request of the keystroke before, which this one has yet to join or to end.
    await asyncio.sleep(0.01)
    searching.cancel()
    with pytest.raises(asyncio.CancelledError):
        await searching


async def test_a_fast_typist_inside_a_word_on_a_slow_model_causes_one_request() -> None:
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    model.seconds = 0.2
    for text in ("I ", "I w", "I wo"):
        await interrupted(session, text, model)
    first = (await lists(session, "I wou"))[0]
    assert texts(first)[0] == "ld"
    assert first.stats.model_requests == first.stats.evaluated_tokens == 1
    assert model.texts.count("I") == 1
    assert session.untaken_requests == 0


async def test_a_request_under_way_is_ended_when_the_next_keystroke_wants_another() -> None:
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    model.seconds = 60
    await interrupted(session, "I w", model)
    assert model.under_way == 1
    searching = asyncio.create_task(lists(session, "You w"))
    await until(lambda: model.texts == ["I", "You"])
    assert model.under_way == 1
    assert session.untaken_requests == 1
    searching.cancel()
    await asyncio.wait({searching})
    await session.aclose()


async def test_a_request_under_way_is_ended_when_the_next_keystroke_wants_none() -> None:
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    known = await final(session, "I ")
    model.seconds = 60
    await interrupted(session, "You w", model)
    assert (await final(session, "I ")).items == known.items
    await until(lambda: model.under_way == 0)
    assert session.untaken_requests == 1


async def test_a_list_from_the_tree_is_shown_before_a_joined_request_is_answered() -> None:
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    model.seconds = 0.02
    async with aclosing(session.suggest(TypedText("I w"))) as suggested:
        await anext(suggested)
    refining = asyncio.create_task(lists(session, "I w"))
    await until(lambda: model.texts == ["I", "I would"] and model.under_way == 1)
    model.seconds = 60
    refining.cancel()
    await asyncio.wait({refining})
    async with aclosing(session.suggest(TypedText("I wo"))) as suggested:
        assert texts(await anext(suggested))[0] == "uld"
        assert model.texts == ["I", "I would"]
    await session.aclose()


async def test_a_failing_request_fails_the_keystroke_that_joined_it() -> None:
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    model.seconds, model.failure = 0.1, FAILURE
    await interrupted(session, "I w", model)
    with pytest.raises(ModelUnavailable) as caught:
        await lists(session, "I wo")
    assert caught.value is FAILURE
    assert model.texts == ["I"]


async def test_a_request_that_failed_between_two_keystrokes_is_not_asked_again_by_the_second() -> (
    None
):
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    model.seconds, model.failure = 0.05, FAILURE
    await interrupted(session, "I w", model)
    await until(lambda: model.under_way == 0)
    model.failure = None
    with pytest.raises(ModelUnavailable):
        await lists(session, "I wo")
    assert texts(await final(session, "I wou"))[0] == "ld"


async def test_a_request_answered_between_two_keystrokes_is_charged_to_the_second() -> None:
    model = ScriptedModel()
    session = TypingSession(model, Profile(preamble="", token_budget=0))
    model.seconds = 0.05
    await interrupted(session, "I w", model)
    await until(lambda: model.under_way == 0)
    [found] = await lists(session, "I wo")
    assert found.stats.model_requests == found.stats.evaluated_tokens == 1
    assert model.texts == ["I"]


async def test_time_that_an_older_keystroke_waited_is_not_counted_again() -> None:
    model = ScriptedModel()
    session = TypingSession(model, Profile(preamble="", token_budget=0))
    model.seconds = 0.05
    model.model_ms = 60_000.0
    await interrupted(session, "I w", model)
    found = await final(session, "I wo")
    assert 0 < found.stats.model_ms <= found.stats.ms


async def test_a_wider_question_is_joined_by_a_narrower_one_but_not_the_other_way_round() -> None:
    model = ScriptedModel()
    model.seconds = 0.02
    asking = Asking(model, 0, Turns(1))
    node = Node(Prompt("I"))

    for number, alternatives in enumerate((200, 5000), start=1):
        waiting = asyncio.create_task(
            asking.join_or_replace(Expansion(node, alternatives), refining=False)
        )
        await until(lambda wanted=number: len(model.questions) == wanted)
        waiting.cancel()
        await asyncio.wait({waiting})
    step = await asking.join_or_replace(Expansion(node, 200), refining=True)
    assert step is not None and step.distribution.asked_for == 5000
    assert [question.alternatives for question in model.questions] == [200, 5000]


@pytest.mark.parametrize(("refining", "order"), [(False, "acbd"), (True, "acdb")])
async def test_where_an_answer_shows_nothing_the_wait_for_a_list_goes_on(
    refining: bool, order: str
) -> None:
    model = ScriptedModel()
    now = 100.0
    turns = Turns(1, clock=lambda: now)
    person, another, third = (Asking(model, lane, turns) for lane in range(3))

    async def ask(
        asking: Asking, text: str, *, refining: bool = False
    ) -> asyncio.Task[Step | None]:
        nonlocal now
        now += 0.1
        expansion = Expansion(Node(Prompt(text)), 200)
        task = asyncio.create_task(asking.join_or_replace(expansion, refining=refining))
        await asyncio.sleep(0.01)
        return task

    model.seconds = 0.1
    first = await ask(person, "a")
    asked = [await ask(another, "c")]
    await first
    asked.append(await ask(third, "d"))
    # The person asks again, with a list to look at meanwhile or without.
    asked.append(await ask(person, "b", refining=refining))
    await asyncio.gather(*asked)
    assert model.texts == list(order)


async def test_stopping_ends_the_request_and_the_search_that_waits_for_it() -> None:
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    model.seconds = 60
    searching = asyncio.create_task(lists(session, "I w"))
    await until(lambda: model.under_way == 1)
    session.stop()
    found: list[SuggestionList] = await searching
    assert found == []
    assert model.under_way == 0
    model.seconds = 0
    assert texts(await final(session, "I w"))[0] == "ould"


async def test_closing_a_session_leaves_no_request_and_no_task_behind() -> None:
    before = asyncio.all_tasks()
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    model.seconds = 60
    await interrupted(session, "I w", model)
    assert model.under_way == 1
    await session.aclose()
    assert model.under_way == 0
    assert asyncio.all_tasks() == before
