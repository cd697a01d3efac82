"""A worker does what was ordered, tells how far it is, stops when asked, and says why it failed."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from typing import Any

import msgspec
import pytest

from autocomplete.evaluation.items import Item
from autocomplete.evaluation.planning import Choice, plan
from autocomplete.evaluation.run import DataSet, run
from autocomplete.evaluation.tuning import Tuned
from autocomplete.jobs import queue
from autocomplete.jobs.evaluating import results
from autocomplete.jobs.orders import EvaluationOrder, MeasuredRow
from autocomplete.jobs.worker import Worker
from autocomplete.language_model.errors import UnknownAddress
from autocomplete.language_model.interface import Prompt, Step, concatenated
from autocomplete.models import Job, JobState
from autocomplete.publishing.reading import in_thread
from tests.evaluation.word_model import WordModel
from tests.jobs.ordering import DEFAULT, TEXTS, asking, evaluation, tuning

pytestmark = pytest.mark.django_db(transaction=True)


class Gate(WordModel):
    """Answers questions while it is open; ``waiting`` is set while one waits."""

    def __init__(self) -> None:
        super().__init__()
        self.open = asyncio.Event()
        self.open.set()
        self.waiting = asyncio.Event()
        self.close_at = ""

    async def walk(
        self, prompt: Prompt, *, alternatives: int, depth: int = 1, lane: int = 0
    ) -> AsyncGenerator[Step]:
        asked = prompt.text + concatenated(prompt.tokens).decode("utf-8", "replace")
        if self.close_at and self.close_at in asked:
            self.open.clear()
            self.waiting.set()
            await self.open.wait()
        async for step in super().walk(prompt, alternatives=alternatives, depth=depth, lane=lane):
            yield step


async def read(work: Any) -> Any:
    return await in_thread(work)


async def job() -> Job:
    found: Job = await read(Job.objects.get)
    return found


async def test_an_evaluation_finds_what_the_command_finds() -> None:
    await read(lambda: evaluation(greedy=True))
    assert await Worker(asking(WordModel())).work_once()
    done = await job()
    assert (done.state, done.model, done.percent) == (JobState.DONE, "words", 100)
    rows = msgspec.convert(done.outcome, list[MeasuredRow])
    choice = Choice((DEFAULT.profile,), ("greedy",))

    async def bare(text: str) -> float:
        return 1.0

    planned = plan(choice, (DataSet("cats", TEXTS),), WordModel())
    commanded = await run(planned, bare, lambda _: None, lambda _: None)
    assert [row.suggester for row in rows] == ["default", "greedy"]
    assert [row.figures for row in rows] == [result.figures for result in commanded]


async def test_a_finished_evaluation_can_be_reported_from_its_steps() -> None:
    await read(lambda: evaluation(TEXTS[:2]))
    await Worker(asking(WordModel())).work_once()
    done = await job()
    kept = await read(lambda: queue.kept_steps(done))
    order = msgspec.convert(done.order, EvaluationOrder)
    [found] = results(order, "cats", msgspec.convert(done.texts, tuple[Item, ...]), kept.get)
    assert [typed.item.text for typed in found.records] == [TEXTS[0].text, TEXTS[1].text]
    [row] = msgspec.convert(done.outcome, list[MeasuredRow])
    assert found.figures == row.figures


async def test_an_ended_worker_gives_its_job_back_and_the_next_goes_on_where_it_stood() -> None:
    await read(evaluation)
    model = Gate()
    model.close_at = "\nA mat"
    working = asyncio.create_task(Worker(asking(model)).run())
    await asyncio.wait_for(model.waiting.wait(), 10)
    working.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await working
    given_back = await job()
    assert given_back.state == JobState.WAITING
    kept = await read(lambda: queue.kept_steps(given_back))
    assert sorted(kept) == ["0/0", "0/1", "0/2"]
    fresh = WordModel()
    assert await Worker(asking(fresh)).work_once()
    assert (await job()).state == JobState.DONE
    assert not any("The cat sat on" in text for text in fresh.asked)
    assert len(await read(lambda: queue.kept_steps(given_back))) == len(TEXTS)


async def test_a_running_job_is_cancelled_within_two_seconds_and_keeps_no_worker() -> None:
    await read(evaluation)
    model = Gate()
    model.close_at = "\nThe dog"
    working = asyncio.create_task(Worker(asking(model)).work_once())
    await asyncio.wait_for(model.waiting.wait(), 10)
    await read(lambda: queue.cancel(Job.objects.get()))
    await asyncio.wait_for(working, 2)
    assert (await job()).state == JobState.CANCELLED


async def test_a_deleted_job_ends_and_the_worker_takes_the_next() -> None:
    await read(evaluation)
    model = Gate()
    model.close_at = "\nThe dog"
    worker = Worker(asking(model))
    working = asyncio.create_task(worker.work_once())
    await asyncio.wait_for(model.waiting.wait(), 10)
    await read(lambda: Job.objects.all().delete())
    assert await asyncio.wait_for(working, 2)
    model.close_at = ""
    model.open.set()
    await read(evaluation)
    assert await worker.work_once()
    assert (await job()).state == JobState.DONE


async def test_a_model_that_cannot_be_asked_fails_the_job_in_its_own_words() -> None:
    class Absent(WordModel):
        async def walk(self, *_: Any, **__: Any) -> AsyncGenerator[Step]:
            raise UnknownAddress("The server has no such model: set AUTOCOMPLETE_MODEL_NAME.")
            yield

    await read(evaluation)
    await Worker(asking(Absent())).work_once()
    failed = await job()
    assert failed.state == JobState.FAILED
    assert failed.failure == "The server has no such model: set AUTOCOMPLETE_MODEL_NAME."


async def test_values_that_make_no_profile_any_more_fail_the_job_by_their_name() -> None:
    unusable = {"name": "support version 1", "values": {"token_budget": -1}}
    await read(lambda: evaluation(profiles=(msgspec.convert(unusable, type(DEFAULT)),)))
    await Worker(asking(WordModel())).work_once()
    assert "support version 1 cannot be used: token_budget is -1" in (await job()).failure


async def test_a_fault_of_the_program_fails_the_job_and_is_logged_without_any_text(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Faulty(WordModel):
        async def capabilities(self) -> Any:
            raise RuntimeError

    await read(evaluation)
    await Worker(asking(Faulty())).work_once()
    assert "The program failed (RuntimeError)" in (await job()).failure
    assert "RuntimeError" in caplog.text
    assert not any(item.text in caplog.text for item in TEXTS)


async def test_tuning_goes_on_where_it_stood_and_finds_the_same() -> None:
    await read(tuning)
    await Worker(asking(WordModel())).work_once()
    whole = (await job()).outcome
    await read(lambda: Job.objects.all().delete())
    await read(tuning)
    model = Gate()
    model.close_at = "\nThe dog"
    working = asyncio.create_task(Worker(asking(model)).run())
    await asyncio.wait_for(model.waiting.wait(), 10)
    kept = await read(lambda: queue.kept_steps(Job.objects.get()))
    working.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await working
    assert kept
    assert await Worker(asking(WordModel())).work_once()
    done = await job()
    assert done.outcome == whole
    assert msgspec.convert(done.outcome, Tuned).trials[0].profile.slug == "default"
    assert done.percent == 100


async def test_progress_rises_while_the_job_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autocomplete.jobs.worker.LOOK_SECONDS", 0.02)
    await read(evaluation)
    model = Gate()
    model.close_at = "\nA mat"
    working = asyncio.create_task(Worker(asking(model)).work_once())
    await asyncio.wait_for(model.waiting.wait(), 10)
    typed = sum(len(item.text) for item in TEXTS[:3])
    shown = {}

    async def seen() -> bool:
        shown["job"] = await job()
        return shown["job"].done == typed

    async with asyncio.timeout(5):
        while not await seen():
            await asyncio.sleep(0.02)
    assert shown["job"].total == sum(len(item.text) for item in TEXTS)
    assert shown["job"].now == "Typing with default"
    model.close_at = ""
    model.open.set()
    await working
