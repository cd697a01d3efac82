"""Under load lists are refined less before anyone waits, and a flood slows nobody much."""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import AsyncGenerator

import pytest

from autocomplete.language_model.interface import Prompt, Step
from autocomplete.live.asking import PIECE_CHARACTERS
from autocomplete.live.session import TypingSession
from autocomplete.model_pool.model_use import ModelUse
from autocomplete.model_pool.turns import Place, Pressure, Turns
from autocomplete.ranking.profile import Profile
from tests.live.scripted_language_model import ScriptedModel, final, lists
from tests.live.site import until

PROFILE = Profile(preamble="", time_budget_ms=60_000, typed_past_strength=0.0, idle_tokens=0)


async def hold(use: ModelUse, waiting: int) -> list[asyncio.Task[None]]:
    """Have the model busy with one request, and so many more wait."""

    async def one() -> None:
        async with use.turns.turn(Place()):
            await asyncio.sleep(60)

    tasks = [asyncio.create_task(one()) for _ in range(1 + waiting)]
    await asyncio.sleep(0)
    return tasks


async def release(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


class Pressed(Turns):
    """Turns as they are under a pressure that does not change."""

    def __init__(self, pressure: Pressure) -> None:
        super().__init__(at_once=10)
        self._pressure = pressure

    @property
    def pressure(self) -> Pressure:
        return self._pressure


@pytest.mark.parametrize(
    ("pressure", "reduced", "requests"),
    [("none", None, 4), ("some", "narrowed", 2), ("high", "first_only", 1)],
)
async def test_the_more_wait_the_less_a_list_that_can_be_shown_is_refined(
    pressure: Pressure, reduced: str | None, requests: int
) -> None:
    model = ScriptedModel()
    use = ModelUse()
    use.turns = Pressed(pressure)
    found = await final(TypingSession(model, PROFILE, use=use), "I w")
    assert found.items
    assert (found.stats.reduced, found.stats.model_requests) == (reduced, requests)


async def test_a_list_is_searched_for_whatever_the_load_where_nothing_can_be_shown() -> None:
    model = ScriptedModel()
    use = ModelUse(at_once=1)
    session = TypingSession(model, PROFILE, use=use)
    tasks = await hold(use, 4)
    searching = asyncio.create_task(lists(session, "I w"))
    await asyncio.sleep(0.02)
    await release(tasks)
    found = (await searching)[-1]
    assert found.items and found.stats.model_requests > 0


async def test_a_request_on_an_overloaded_model_is_left_to_its_end_and_the_next_follows() -> None:
    model = ScriptedModel()
    use = ModelUse(at_once=1)
    session = TypingSession(model, PROFILE, use=use)
    model.seconds = 0.1
    older = asyncio.create_task(lists(session, "I w"))
    await until(lambda: model.under_way == 1)
    waiting = [asyncio.create_task(lists(TypingSession(model, PROFILE, use=use), "You "))]
    waiting += [asyncio.create_task(lists(TypingSession(model, PROFILE, use=use), "Hello "))]
    await asyncio.sleep(0.01)
    older.cancel()
    await asyncio.wait({older})
    newer = asyncio.create_task(lists(session, "You w"))
    await asyncio.sleep(0.02)
    assert model.under_way == 1 and model.texts == ["I"]
    assert (await newer)[-1].stats.model_requests >= 1
    await asyncio.gather(*waiting)


class _Jump(selectors.DefaultSelector):
    """Waits for nothing: has ``now`` jump to where the wait would have ended."""

    now = 1000.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        assert timeout is not None, "Everything waits, and for nothing that a clock brings."
        self.now += max(0.0, timeout)
        return super().select(0)


class JumpingLoop(asyncio.SelectorEventLoop):
    """An event loop whose clock jumps from one timer to the next, on any machine the same."""

    def __init__(self) -> None:
        self._jump = _Jump()
        super().__init__(self._jump)

    def time(self) -> float:
        return self._jump.now


class SlowReader(ScriptedModel):
    """Reads one prompt at a time, each character of it that its lane does not hold in 50 µs."""

    def __init__(self) -> None:
        super().__init__(lambda text: {" go": 0.5, " so": 0.3})
        self._one = asyncio.Lock()
        self._held: dict[int, str] = {}

    async def _reading(self, seconds: float) -> None:
        async with self._one:
            await asyncio.sleep(seconds)

    async def walk(
        self, prompt: Prompt, *, alternatives: int, depth: int = 1, lane: int = 0
    ) -> AsyncGenerator[Step]:
        held = self._held.get(lane, "")
        new = len(prompt.text) if not prompt.text.startswith(held) else len(prompt.text) - len(held)
        # As on llama.cpp, what is ended is still read up to the end of its batch.
        reading = asyncio.create_task(self._reading(0.004 + 0.00005 * new))
        await asyncio.shield(reading)
        self._held[lane] = prompt.text
        async for step in super().walk(prompt, alternatives=alternatives, depth=depth, lane=lane):
            yield step


async def typed(session: TypingSession, name: str, waits: list[float]) -> None:
    """A word every 0.2 s, each answered before the next."""
    text = name
    await asyncio.sleep(0.037 * int(name))
    for number in range(30):
        text += f" word{number} "
        began = time.perf_counter()
        await lists(session, text)
        waits.append(time.perf_counter() - began)
        await asyncio.sleep(0.1)


async def flooded(session: TypingSession) -> None:
    """A long text that shares nothing with the one before, every 33 ms."""
    number = 0
    searching: asyncio.Task[object] | None = None
    try:
        while True:
            number += 1
            if searching is not None:
                searching.cancel()
                await asyncio.wait({searching})
            searching = asyncio.create_task(lists(session, f"{number} " + "some text " * 40))
            await asyncio.sleep(0.033)
    finally:
        if searching is not None:
            searching.cancel()
            await asyncio.wait({searching})


async def p95(*, flood: bool) -> float:
    model = SlowReader()
    use = ModelUse()
    use.turns = Turns(2, clock=time.monotonic)
    people = [TypingSession(model, PROFILE, use=use, lane=lane) for lane in range(5)]
    waits: list[float] = []
    flooder = TypingSession(model, PROFILE, use=use, lane=5)
    flooding = asyncio.create_task(flooded(flooder)) if flood else None
    await asyncio.gather(*(typed(one, f"{at}", waits) for at, one in enumerate(people)))
    if flooding is not None:
        flooding.cancel()
        await asyncio.wait({flooding})
    for session in (*people, flooder):
        await session.aclose()
    return sorted(waits)[int(0.95 * len(waits))]


def p95_on_a_clock_of_its_own(monkeypatch: pytest.MonkeyPatch, *, flood: bool) -> float:
    """The 95th percentile where nothing takes time but the model and the people."""
    with monkeypatch.context() as patched, asyncio.Runner(loop_factory=JumpingLoop) as runner:
        clock = runner.get_loop().time
        patched.setattr(time, "monotonic", clock)
        patched.setattr(time, "perf_counter", clock)
        return runner.run(p95(flood=flood))


def test_a_flooding_client_slows_others_by_a_fifth_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quiet = p95_on_a_clock_of_its_own(monkeypatch, flood=False)
    beside_flood = p95_on_a_clock_of_its_own(monkeypatch, flood=True)
    assert 0 < beside_flood <= 1.2 * quiet


async def test_a_long_text_begins_in_pieces_on_a_model_that_others_asked_a_moment_ago() -> None:
    model = ScriptedModel()
    use = ModelUse(at_once=2)
    person = TypingSession(model, PROFILE, use=use)
    flooder = TypingSession(model, PROFILE, use=use, lane=1)
    await lists(flooder, "Hello ")
    await lists(person, "I w")
    before = len(model.texts)
    text = "some text " * 40
    await lists(flooder, text)
    assert len(model.texts[before]) < 2 * PIECE_CHARACTERS < len(text)


async def test_a_client_that_replaces_every_text_gets_no_turn_between_the_others_words() -> None:
    model = ScriptedModel()
    use = ModelUse(at_once=2)
    model.seconds = 0.02
    person = TypingSession(model, PROFILE, use=use)
    flooder = TypingSession(model, PROFILE, use=use, lane=1)
    await lists(flooder, "Hello ")
    await lists(person, "I w")
    before = len(model.texts)
    flooding = asyncio.create_task(flooded(flooder))
    await asyncio.sleep(1.0)
    flooding.cancel()
    await asyncio.wait({flooding})
    # The first ones, before it is known for what it is.
    assert len(model.texts) - before <= 4
    await flooder.aclose()
