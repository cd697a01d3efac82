"""One piece of work at a time: a newer one ends the older before it starts."""

from __future__ import annotations

import asyncio
from functools import partial

from autocomplete.live.latest import LatestWins
from tests.live.site import until


class Recorder:
    def __init__(self) -> None:
        self.log: list[str] = []
        self.running = 0

    async def work(self, name: str, *, seconds: float = 60.0, cleanup: float = 0.0) -> None:
        self.running += 1
        assert self.running == 1
        self.log.append(f"{name} started")
        try:
            await asyncio.sleep(seconds)
            self.log.append(f"{name} finished")
        finally:
            await asyncio.sleep(cleanup)
            self.log.append(f"{name} ended")
            self.running -= 1


async def test_newer_work_starts_only_after_the_older_has_cleaned_up() -> None:
    latest, recorder = LatestWins(), Recorder()
    latest.submit(lambda: recorder.work("a", cleanup=0.02))
    await until(lambda: recorder.log)
    latest.submit(lambda: recorder.work("b", seconds=0))
    await until(lambda: "b ended" in recorder.log)
    assert recorder.log == ["a started", "a ended", "b started", "b finished", "b ended"]
    await latest.aclose()


async def test_work_that_is_overtaken_while_it_waits_never_starts() -> None:
    latest, recorder = LatestWins(), Recorder()
    latest.submit(lambda: recorder.work("a", cleanup=0.02))
    await until(lambda: recorder.log)
    for name in "bcd":
        latest.submit(partial(recorder.work, name, seconds=0))
    await until(lambda: "d ended" in recorder.log)
    assert [entry for entry in recorder.log if "started" in entry] == ["a started", "d started"]
    await latest.aclose()


async def test_work_submitted_after_a_pause_runs() -> None:
    latest, recorder = LatestWins(), Recorder()
    latest.submit(lambda: recorder.work("a", seconds=0))
    await until(lambda: "a ended" in recorder.log)
    await asyncio.sleep(0.01)
    latest.submit(lambda: recorder.work("b", seconds=0))
    await until(lambda: "b finished" in recorder.log)
    await latest.aclose()


async def test_closing_ends_the_work_and_leaves_no_task_behind() -> None:
    before = asyncio.all_tasks()
    latest, recorder = LatestWins(), Recorder()
    latest.submit(lambda: recorder.work("a", cleanup=0.02))
    await until(lambda: recorder.log)
    latest.submit(lambda: recorder.work("b"))
    await latest.aclose()
    assert recorder.log == ["a started", "a ended"]
    assert asyncio.all_tasks() == before
