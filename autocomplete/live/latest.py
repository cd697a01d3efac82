"""Latest input wins: one piece of work at a time, and a newer one ends the older."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

Work = Callable[[], Coroutine[Any, Any, None]]


class LatestWins:
    """Runs what was submitted last.

    A newer piece starts only after the older one has really ended, because both walk the same
    prediction tree; pieces submitted in between never start.
    """

    def __init__(self) -> None:
        self._next: Work | None = None
        self._runner: asyncio.Task[None] | None = None
        self._current: asyncio.Task[None] | None = None

    def submit(self, work: Work) -> None:
        """End what runs and run ``work``, which handles its own errors."""
        self.end_current()
        self._next = work
        if self._runner is None or self._runner.done():
            self._runner = asyncio.create_task(self._run())

    def end_current(self) -> None:
        """End what runs, without waiting, and forget what has not started."""
        self._next = None
        if self._current is not None:
            self._current.cancel()

    async def aclose(self) -> None:
        """End all work and return when it has ended."""
        self.end_current()
        if self._runner is not None:
            await asyncio.wait({self._runner})

    async def _run(self) -> None:
        while self._next is not None:
            work, self._next = self._next, None
            self._current = asyncio.create_task(work())
            await asyncio.wait({self._current})
            if not self._current.cancelled():
                self._current.result()
        self._current = None
