"""Where more ask a model than it can answer, people take turns, and nobody has it all."""

from __future__ import annotations

import asyncio

import pytest

from autocomplete.language_model.errors import ModelBusy
from autocomplete.model_pool import turns
from autocomplete.model_pool.turns import MEMORY_SECONDS, Place, Turns


class Model:
    """Asked by named people; answers when told to, and keeps the order in which they got there."""

    def __init__(self, at_once: int) -> None:
        self.turns = Turns(at_once)
        self.begun: list[str] = []
        self._places: dict[str, Place] = {}
        self._answers: dict[str, asyncio.Event] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def place(self, person: str) -> Place:
        return self._places.setdefault(person, Place())

    async def ask(self, person: str, *, refining: bool = False) -> asyncio.Task[None]:
        answer = self._answers[person] = asyncio.Event()
        self.place(person).refining = refining

        async def asking() -> None:
            async with self.turns.turn(self.place(person)):
                self.begun.append(person)
                await answer.wait()

        task = asyncio.create_task(asking())
        self._tasks.add(task)
        await settled()
        return task

    async def answer(self, person: str) -> None:
        self._answers[person].set()
        await settled()

    async def aclose(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await settled()


async def test_no_more_than_at_once_are_on_the_model() -> None:
    model = Model(2)
    for person in "abc":
        await model.ask(person)
    assert model.begun == ["a", "b"]
    await model.answer("a")
    assert model.begun == ["a", "b", "c"]
    await model.aclose()


async def test_who_has_waited_longest_is_next() -> None:
    model = Model(1)
    for person in "abcd":
        await model.ask(person)
    for person in "abc":
        await model.answer(person)
    assert model.begun == ["a", "b", "c", "d"]
    await model.aclose()


async def test_a_newer_request_takes_the_place_of_the_one_that_it_replaces() -> None:
    model = Model(1)
    await model.ask("a")
    older = await model.ask("b")
    await model.ask("c")
    await end(older)
    await model.ask("b")
    await model.answer("a")
    assert model.begun == ["a", "b"]
    await model.aclose()


async def test_whoever_was_served_goes_behind_those_who_wait() -> None:
    model = Model(1)
    await model.ask("a")
    await model.ask("b")
    await model.answer("a")
    await model.ask("a")
    await model.ask("c")
    await model.answer("b")
    assert model.begun == ["a", "b", "a"]
    await model.aclose()


async def test_a_request_that_is_ended_while_it_waits_leaves_its_turn_to_others() -> None:
    model = Model(1)
    await model.ask("a")
    await end(await model.ask("b"))
    await model.ask("c")
    await model.answer("a")
    assert model.begun == ["a", "c"]
    await model.aclose()


async def test_a_request_that_is_ended_on_the_model_makes_room() -> None:
    model = Model(1)
    asking = await model.ask("a")
    await model.ask("b")
    await end(asking)
    assert model.begun == ["a", "b"]
    await model.aclose()


async def test_a_request_that_is_ended_just_as_its_turn_comes_makes_room() -> None:
    model = Model(1)
    await model.ask("a")
    ended = await model.ask("b")
    await model.ask("c")
    model._answers["a"].set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    ended.cancel()
    await settled()
    assert model.begun[-1] == "c"
    await model.aclose()


async def test_somebody_for_whom_the_model_worked_far_more_comes_behind_the_others() -> None:
    model = Model(1)
    clock = model.turns._clock
    for person, seconds in (("flood", 2.0), ("a", 0.1), ("b", 0.1)):
        model.place(person).used(seconds, clock())
        model.turns._recent.add(model.place(person))
    await model.ask("a")
    await model.ask("flood")
    await model.ask("b")
    await model.answer("a")
    assert model.begun == ["a", "b"]
    await model.aclose()


async def test_somebody_who_had_too_much_is_let_in_when_that_has_faded() -> None:
    now = 100.0
    queue = Turns(1, clock=lambda: now)
    flood, other = Place(), Place()
    flood.used(5.0, now)
    other.used(0.1, now)
    queue._recent |= {flood, other}
    begun = asyncio.Event()

    async def asking() -> None:
        async with queue.turn(flood):
            begun.set()

    task = asyncio.create_task(asking())
    await settled()
    assert not begun.is_set()
    now += 3 * MEMORY_SECONDS
    queue._let_in()
    await settled()
    assert begun.is_set()
    await task


async def test_somebody_alone_never_waits_for_what_they_had() -> None:
    model = Model(1)
    model.place("a").used(10.0, model.turns._clock())
    model.turns._recent.add(model.place("a"))
    await model.ask("a")
    assert model.begun == ["a"]
    await model.aclose()


async def test_who_has_a_list_already_lets_those_pass_who_have_none() -> None:
    model = Model(1)
    for person, refining in (("a", False), ("b", True), ("c", False), ("d", True), ("e", False)):
        await model.ask(person, refining=refining)
    for person in "acebd":
        await model.answer(person)
    assert model.begun == list("acebd")
    await model.aclose()


async def test_a_refinement_that_somebody_waits_for_without_a_list_is_one_no_more() -> None:
    model = Model(1)
    await model.ask("a")
    await model.ask("b", refining=True)
    await model.ask("c")
    model.place("b").refining = False
    await model.answer("a")
    assert model.begun == ["a", "b"]
    await model.aclose()


async def test_a_refinement_does_not_let_others_pass_for_good() -> None:
    now = 0.0
    model = Model(1)
    model.turns._clock = lambda: now
    await model.ask("a")
    await model.ask("b", refining=True)
    now = turns.PATIENT_SECONDS + 0.1
    await model.ask("c")
    await model.answer("a")
    assert model.begun == ["a", "b"]
    await model.aclose()


async def test_pressure_rises_with_those_who_ask_and_wait() -> None:
    model = Model(2)
    seen = []
    for person in "abcdef":
        await model.ask(person)
        seen.append(model.turns.pressure)
    assert seen == ["none", "some", "some", "some", "some", "high"]
    await model.aclose()


async def test_where_too_many_wait_the_one_who_waited_longest_is_told_to_come_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(turns, "MOST_WAITING", 2)
    model = Model(1)
    await model.ask("a")
    oldest = await model.ask("b")
    await model.ask("c")
    await model.ask("d")
    with pytest.raises(ModelBusy) as caught:
        await oldest
    assert caught.value.retry_after_ms == turns.BUSY_RETRY_MS
    assert model.turns.dropped == 1
    await model.answer("a")
    assert model.begun == ["a", "c"]
    await model.aclose()


async def test_nobody_makes_room_for_somebody_who_is_gone() -> None:
    model = Model(1)
    model.place("gone").used(0.05, model.turns._clock())
    model.place("a").used(10.0, model.turns._clock())
    model.turns._recent |= {model.place("gone"), model.place("a")}
    await model.ask("a")
    assert model.begun == []
    model.turns.leave(model.place("gone"))
    await settled()
    assert model.begun == ["a"]
    await model.aclose()


def test_what_somebody_had_fades_by_time_alone() -> None:
    place = Place()
    place.used(1.0, 10.0)
    assert place.share(10.0) == pytest.approx(1 - 1 / 2.718281828)
    assert place.share(10.0 + MEMORY_SECONDS) == pytest.approx((1 - 1 / 2.718281828) / 2.718281828)


async def test_a_model_that_is_idle_for_a_moment_is_shared_with_those_who_asked_lately() -> None:
    now = 100.0
    queue = Turns(1, clock=lambda: now)
    flood, other = Place(), Place()
    async with queue.turn(other):
        now += 0.01
    assert queue.shared(flood) and not queue.shared(other)
    now += turns.AT_IT_SECONDS
    assert not queue.shared(flood)
