"""A worker that is killed loses nothing: the next one goes on, and no text is counted twice."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest
from django.conf import settings
from django.db import connection

from autocomplete.evaluation.items import Item
from autocomplete.jobs.orders import MeasuredRow
from autocomplete.models import Job, JobState
from autocomplete.publishing.reading import in_thread
from tests.jobs.ordering import evaluation
from tests.live.stand_in_model import StandInModel

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.services]

TEXTS = tuple(Item(f"A {number} one two three tower.") for number in range(1000, 1030))


@asynccontextmanager
async def worker(model: StandInModel) -> AsyncIterator[asyncio.subprocess.Process]:
    """`manage.py work` on the database of the tests."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "manage.py",
        "work",
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
            "AUTOCOMPLETE_MODEL_URL": model.url,
        },
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def kept() -> int:
    return await in_thread(lambda: Job.objects.get().steps.count())


async def until_kept(number: int) -> None:
    async with asyncio.timeout(60):
        while await kept() < number:
            await asyncio.sleep(0.01)


async def test_a_killed_worker_loses_nothing_and_no_text_is_counted_twice() -> None:
    await in_thread(lambda: evaluation(TEXTS))
    async with StandInModel() as model:
        async with worker(model) as first:
            await until_kept(3)
            first.send_signal(signal.SIGKILL)
            await first.wait()
        there = await kept()
        assert 3 <= there < len(TEXTS)
        asked_before = len(model.prompts)
        async with worker(model) as second:
            await until_kept(len(TEXTS))
            async with asyncio.timeout(10):
                while (done := await in_thread(Job.objects.get)).state != JobState.DONE:
                    await asyncio.sleep(0.05)
            assert second.returncode is None
        assert await kept() == len(TEXTS)
        [row] = msgspec.convert(done.outcome, list[MeasuredRow])
        assert row.figures.items == len(TEXTS)
        assert row.figures.characters == sum(len(text.text) for text in TEXTS)
        # What was kept was not typed again.
        typed_again = [prompt for prompt in model.prompts[asked_before:] if "A 1000" in prompt]
        assert typed_again == []


async def test_a_worker_that_is_told_to_end_gives_its_job_back_for_the_next_at_once() -> None:
    await in_thread(lambda: evaluation(TEXTS))
    async with StandInModel() as model, worker(model) as process:
        await until_kept(2)
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.wait(), 5)
        assert process.returncode == 0
        assert (await in_thread(Job.objects.get)).state == JobState.WAITING
