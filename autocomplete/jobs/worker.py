"""A worker: takes one job after the other and works on it until it is done, cancelled or failed."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import Any

import msgspec
from django.db import DatabaseError

from autocomplete.evaluation.items import Item
from autocomplete.jobs import queue
from autocomplete.jobs.evaluating import evaluate
from autocomplete.jobs.giving_way import GivingWay
from autocomplete.jobs.job_model import job_model
from autocomplete.jobs.orders import EvaluationOrder, TuningOrder
from autocomplete.jobs.tuning import tune_profile
from autocomplete.jobs.work import CannotWork, Progress, Work
from autocomplete.language_model.errors import ModelError
from autocomplete.language_model.weights import WeightsError
from autocomplete.models import Job, JobKind
from autocomplete.publishing.reading import in_thread

logger = logging.getLogger(__name__)

# How often an idle worker looks for a job, and a working one renews its lease and hears of a wish
# to cancel.
LOOK_SECONDS = 1.0
PAUSED = "Paused: people are typing."

Do = Callable[[Any, Work], Awaitable[Any]]
KINDS: Mapping[str, tuple[type[msgspec.Struct], Do]] = {
    JobKind.EVALUATION: (EvaluationOrder, evaluate),
    JobKind.TUNING: (TuningOrder, tune_profile),
}


class _StepsOfJob:
    """A job's steps in the database; what was there at the start is read once."""

    def __init__(self, job: Job, kept: dict[str, bytes]) -> None:
        self._job = job
        self._kept = kept

    async def keep(self, key: str, result: bytes) -> None:
        await in_thread(lambda: queue.keep_step(self._job, key, result))
        self._kept[key] = result

    def get(self, key: str) -> bytes | None:
        return self._kept.get(key)


class Worker:
    """Works on one job at a time. ``model`` opens the model that a job asks."""

    def __init__(
        self, model: Callable[[], AbstractAsyncContextManager[GivingWay]] = job_model
    ) -> None:
        self.name = secrets.token_hex(8)
        self._open_model = model

    async def run(self) -> None:
        """Work until this task is cancelled; the job at hand is then given back in order."""
        while True:
            try:
                found = await self.work_once()
            except DatabaseError as error:
                # It may be restarting, or not yet be migrated. A job at hand goes on from where
                # its steps were kept.
                logger.warning("The database does not answer (%s).", type(error).__name__)
                found = False
            if not found:
                await asyncio.sleep(LOOK_SECONDS)

    async def work_once(self) -> bool:
        """Take the oldest job and work on it to its end; False where there is none."""
        job = await in_thread(lambda: queue.claim(self.name))
        if job is None:
            return False
        try:
            await self._work_on(job)
        except queue.LeaseLost:
            logger.warning("%s is no longer this worker's: it goes on elsewhere, or is gone.", job)
        except asyncio.CancelledError:
            await in_thread(lambda: queue.release(job))
            raise
        return True

    async def _work_on(self, job: Job) -> None:
        progress = Progress(now="Waiting for the model.")
        model: list[GivingWay] = []
        working = asyncio.create_task(self._outcome(job, progress, model))
        try:
            async with _watched(job, progress, model, working):
                outcome, name = await working
        except _CancelAsked:
            await in_thread(lambda: queue.end_cancelled(job))
        except (ModelError, WeightsError, CannotWork) as error:
            await in_thread(partial(queue.fail, job, str(error)))
        except (queue.LeaseLost, DatabaseError):
            raise
        except Exception as error:
            logger.exception("%s failed.", job)
            failure = f"The program failed ({type(error).__name__}); the worker's log says where."
            await in_thread(partial(queue.fail, job, failure))
        else:
            await in_thread(partial(queue.finish, job, outcome, model=name, total=progress.total))

    async def _outcome(
        self, job: Job, progress: Progress, opened: list[GivingWay]
    ) -> tuple[object, str]:
        kind, do = KINDS[job.kind]
        kept = await in_thread(lambda: queue.kept_steps(job))
        async with self._open_model() as model:
            opened.append(model)
            work = Work(
                msgspec.convert(job.texts, tuple[Item, ...]),
                model,
                _StepsOfJob(job, kept),
                progress,
            )
            outcome = await do(msgspec.convert(job.order, kind), work)
            return msgspec.to_builtins(outcome), (await model.capabilities()).model


class _CancelAsked(Exception):
    """Somebody wants the job to end."""


@asynccontextmanager
async def _watched(
    job: Job, progress: Progress, model: list[GivingWay], working: asyncio.Task[Any]
) -> AsyncIterator[None]:
    """Renew the job's lease while it is worked on; end the work where that is no longer wanted.

    What ends it, _CancelAsked or LeaseLost, is raised in the place of what the work raises.
    """
    ended_by: list[Exception] = []

    async def watch() -> None:
        while True:
            renew = partial(
                queue.renew,
                job,
                done=progress.done,
                total=progress.total,
                now=PAUSED if model and model[0].waiting else progress.now,
            )
            try:
                if not await in_thread(renew):
                    raise _CancelAsked
            except (_CancelAsked, queue.LeaseLost) as reason:
                ended_by.append(reason)
                working.cancel()
                return
            except DatabaseError as error:
                logger.warning("A lease was not renewed (%s).", type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    watching = asyncio.create_task(watch())
    try:
        yield
    except asyncio.CancelledError:
        if ended_by:
            raise ended_by[0] from None
        raise
    finally:
        watching.cancel()
        working.cancel()
        await asyncio.wait({watching, working})
