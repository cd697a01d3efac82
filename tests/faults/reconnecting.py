"""A client that goes on when its process does not, as the widget does: on whichever answers."""

from __future__ import annotations

import asyncio
import json
import math
import random
from collections import Counter
from collections.abc import Sequence
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException

from autocomplete.loadtest.person import Person
from autocomplete.loadtest.typist import Address

OPEN_SECONDS = 10.0
ACKNOWLEDGED_SECONDS = 20.0
PAUSE_SECONDS = (0.05, 0.3)

Report = tuple[str, int]
"""The session on which it was sent first, and its number there."""


class ReconnectingTypist:
    """Types as ``person`` does and tells of each accept until that is acknowledged.

    It begins at the first of ``to`` and takes the next one whenever a socket ends.
    ``lists`` counts final lists by the number of the address that they came from.
    """

    def __init__(self, to: Sequence[Address], person: Person) -> None:
        self._to = to
        self._person = person
        self._loop = asyncio.get_running_loop()
        self._number = 0
        self._shown: tuple[int, str] = (-1, "")
        self._answered_at = self._loop.time()
        self.waiting: dict[Report, dict[str, Any]] = {}
        self.acknowledged: set[Report] = set()
        self.lists: Counter[int] = Counter()
        self.errors: Counter[str] = Counter()
        self.breaks = 0
        self.longest_gap_seconds = 0.0
        self._ends = math.inf

    def stop(self) -> None:
        """Type no more; what is not acknowledged yet is waited for."""
        self._ends = self._loop.time()

    async def type(self) -> None:
        """Until ``stop``, and then until every report is acknowledged, or ACKNOWLEDGED_SECONDS."""
        place = 0
        while self._types or self._waits:
            to = self._to[place % len(self._to)]
            try:
                async with connect(
                    to.websocket,
                    origin=to.origin,  # type: ignore[arg-type]
                    proxy=None,
                    compression=None,
                    open_timeout=OPEN_SECONDS,
                    close_timeout=1,
                    ping_interval=None,
                ) as socket:
                    await self._type_on(socket, place % len(self._to))
            except (OSError, TimeoutError, WebSocketException):
                self.breaks += 1
                place += 1
                await asyncio.sleep(random.uniform(*PAUSE_SECONDS))

    @property
    def _types(self) -> bool:
        return self._ends == math.inf

    @property
    def _waits(self) -> bool:
        return bool(self.waiting) and self._loop.time() < self._ends + ACKNOWLEDGED_SECONDS

    async def _type_on(self, socket: ClientConnection, place: int) -> None:
        session = json.loads(await socket.recv())["session"]
        for frame in self.waiting.values():
            await socket.send(json.dumps(frame))
        reading = asyncio.create_task(self._read(socket, place))
        try:
            await self._press_keys(socket, session, reading)
            while self._waits and not reading.done():
                await asyncio.sleep(0.05)
        finally:
            reading.cancel()
            await asyncio.wait({reading})
        if not reading.cancelled():
            # Why the socket ended.
            reading.result()

    async def _press_keys(
        self, socket: ClientConnection, session: str, reading: asyncio.Task[None]
    ) -> None:
        id = 0
        while self._types and not reading.done():
            await asyncio.sleep(self._person.pause_seconds())
            shown_for, suggestion = self._shown
            press = self._person.press(suggestion if shown_for == id else "")
            if press.accepted:
                self._number += 1
                report = {
                    "type": "accept", "id": id, "rank": 0, "length": len(press.accepted),
                    "ms_shown": 100.0, "event": self._number, "session": session,
                }  # fmt: skip
                self.waiting[session, self._number] = report
                await socket.send(json.dumps(report))
            id += 1
            await socket.send(json.dumps({"type": "input", "id": id, "text": press.text}))

    async def _read(self, socket: ClientConnection, place: int) -> None:
        while True:
            frame = json.loads(await socket.recv())
            if frame["type"] == "ack":
                self._acknowledge(frame["events"])
            elif frame["type"] == "error":
                self.errors[frame["code"]] += 1
            elif frame["type"] == "suggestions" and frame["final"]:
                now = self._loop.time()
                gap, self._answered_at = now - self._answered_at, now
                self.longest_gap_seconds = max(self.longest_gap_seconds, gap)
                self.lists[place] += 1
                items = frame["items"]
                self._shown = frame["id"], items[0]["text"] if items else ""

    def _acknowledge(self, numbers: Sequence[int]) -> None:
        # A client's numbers rise over all its sessions.
        for report in [report for report in self.waiting if report[1] in numbers]:
            del self.waiting[report]
            self.acknowledged.add(report)
