"""What waits to be sent to one client: bounded, in order, and never an outdated list."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import msgspec

from autocomplete.live import frames


@dataclass(frozen=True, slots=True)
class _Frame:
    text: str
    replaceable: bool


@dataclass(frozen=True, slots=True)
class _Close:
    code: int


class Outbox:
    """Sends frames one after the other, however slowly the client reads.

    Of unsent suggestions only the newest are kept: a client that reads slowly skips lists instead
    of falling behind. Without that a flood of keystrokes would pile up frames for a client that
    does not read at all.
    """

    def __init__(
        self,
        send: Callable[[str], Awaitable[None]],
        close: Callable[[int], Awaitable[None]],
        *,
        most_waiting: int,
        send_seconds: float,
        replaceable: type[msgspec.Struct] = frames.Suggestions,
    ) -> None:
        """``replaceable`` is the type of the frames of which only the newest are kept."""
        self._send = send
        self._close = close
        self._most_waiting = most_waiting
        self._send_seconds = send_seconds
        self._replaceable = replaceable
        self._waiting: deque[_Frame | _Close] = deque()
        self._arrived = asyncio.Event()
        self._closing = False

    @property
    def closing(self) -> bool:
        """Whether a close was asked for, after which nothing more is sent."""
        return self._closing

    def put(self, frame: msgspec.Struct) -> None:
        """Send ``frame`` after all that waits; suggestions replace older, unsent ones."""
        if self._closing:
            return
        replaceable = isinstance(frame, self._replaceable)
        text = frames.encode(frame)
        if replaceable:
            self.drop_suggestions()
        elif len(self._waiting) >= self._most_waiting:
            # Only a client that asks without reading gets here; it would not read a reason.
            self._waiting.clear()
            self.close(4400)
            return
        self._waiting.append(_Frame(text, replaceable))
        self._arrived.set()

    def drop_suggestions(self) -> None:
        """Forget unsent suggestions: the text they were for is no longer the newest."""
        for waiting in list(self._waiting):
            if isinstance(waiting, _Frame) and waiting.replaceable:
                self._waiting.remove(waiting)

    def close(self, code: int) -> None:
        """Close the socket with ``code`` after all that waits; what is put later is dropped."""
        if not self._closing:
            self._closing = True
            self._waiting.append(_Close(code))
            self._arrived.set()

    async def run(self) -> None:
        """Send until the socket is closed, or the client is gone or has stopped reading."""
        while True:
            await self._arrived.wait()
            while self._waiting:
                item = self._waiting.popleft()
                try:
                    async with asyncio.timeout(self._send_seconds):
                        if isinstance(item, _Close):
                            await self._close(item.code)
                            return
                        await self._send(item.text)
                except (OSError, TimeoutError):
                    # ASGI servers raise a subclass of OSError for a client that has gone.
                    return
            self._arrived.clear()
