"""A client that sends a new text as often as it may, and waits for nothing."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Sequence

import msgspec
from websockets.exceptions import ConnectionClosed

from autocomplete.loadtest.typist import Address, opened

# As many as one socket may send; more are refused before they cost anything.
INPUTS_PER_SECOND = 30.0


class Flood:
    """Sends texts that share nothing with each other, so that none is found in a cache."""

    def __init__(self, to: Address, sentences: Sequence[str], seed: int = 0) -> None:
        self._to = to
        self._words = " ".join(sentences).split()
        self._random = random.Random(seed)
        self.inputs = 0
        self.frames: Counter[str] = Counter()

    async def send(self, until: float) -> None:
        """Until the event loop's time ``until``. Raises CannotMeasure."""
        loop = asyncio.get_running_loop()
        async with opened(self._to) as socket:
            reading = asyncio.create_task(self._read(socket))
            try:
                while loop.time() < until:
                    self.inputs += 1
                    text = " ".join(self._random.choices(self._words, k=40))
                    frame = {"type": "input", "id": self.inputs, "text": text}
                    await socket.send(msgspec.json.encode(frame).decode())
                    await asyncio.sleep(1 / INPUTS_PER_SECOND)
            except ConnectionClosed:
                self.frames["closed"] += 1
            finally:
                reading.cancel()
                await asyncio.wait({reading})

    async def _read(self, socket: object) -> None:
        try:
            async for data in socket:  # type: ignore[attr-defined]
                self.frames[msgspec.json.decode(data)["type"]] += 1
        except ConnectionClosed:
            return
