"""Notices that a client has said nothing for a while."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class IdleTimer:
    """Calls ``on_idle`` once when ``seconds`` have passed since the last ``touch``."""

    def __init__(self, seconds: float, on_idle: Callable[[], None]) -> None:
        self._seconds = seconds
        self._on_idle = on_idle
        self._loop = asyncio.get_running_loop()
        self._touched = self._loop.time()
        self._timer = self._loop.call_later(seconds, self._look)

    def touch(self) -> None:
        self._touched = self._loop.time()

    def stop(self) -> None:
        self._timer.cancel()

    def _look(self) -> None:
        due = self._touched + self._seconds
        if self._loop.time() < due:
            # Re-armed here and not at every touch: a keystroke then costs one assignment.
            self._timer = self._loop.call_at(due, self._look)
        else:
            self._on_idle()
