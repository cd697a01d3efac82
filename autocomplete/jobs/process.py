"""The worker's process beside a site: started, watched, and ended with it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import sys
import time
from dataclasses import asdict, dataclass
from types import TracebackType
from typing import Self

from django.conf import settings

from autocomplete.child_process import ended

logger = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 60.0
# A process that ran this long did not die of how it was started: the pauses begin anew.
STEADY_SECONDS = 60.0
# It gives its job back and ends.
STOP_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class ModelToAsk:
    """What a worker beside a site is told; ``lane`` counts from 1."""

    url: str
    api_key: str
    name: str
    lane: int


class WorkerProcess:
    """`manage.py work` in a process of its own, as an async context manager.

    It is started again when it dies, and ends with this process, however that ends: its standard
    input then closes.
    """

    def __init__(self, model: ModelToAsk) -> None:
        self._model = model
        self._process: asyncio.subprocess.Process | None = None
        self._watching: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        self._watching = asyncio.create_task(self._watch())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.wait({self._watching})
        await self._end()

    async def _watch(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            started = time.monotonic()
            await self._start()
            assert self._process is not None
            code = await self._process.wait()
            if time.monotonic() - started > STEADY_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            logger.warning(
                "The worker for evaluations and tuning ended (%d); it starts again in %.2g s.",
                code,
                pause,
            )
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def _start(self) -> None:
        process = self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",  # Or the folder it is started in would stand first on the import path.
            "-m",
            "django",
            "work",
            "--beside-site",
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(settings.BASE_DIR), *_paths()])},
            stdin=asyncio.subprocess.PIPE,
            # Ctrl-C in the terminal is meant for the site, which then ends this process in order.
            start_new_session=True,
        )
        assert process.stdin is not None
        process.stdin.write(json.dumps(asdict(self._model)).encode() + b"\n")
        with contextlib.suppress(ConnectionError):  # It died at once, which is noticed next.
            await process.stdin.drain()

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await ended(process, within=STOP_SECONDS)


def _paths() -> list[str]:
    given = os.environ.get("PYTHONPATH")
    return [given] if given else []
