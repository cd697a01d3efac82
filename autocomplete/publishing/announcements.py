"""What one process announces and all hear of: changes that must not wait for the next reading."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import BaseChannelLayer, get_channel_layer
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# While announcements cannot come, what they would be about is read again so often.
BLIND_SECONDS = 1.0
# Whoever changes something in the admin waits this long for a Redis that hangs.
SEND_SECONDS = 2.0
# A site that starts waits this long for its first reading.
FIRST_SECONDS = 2.0
# The channel layer forgets members of a group after a day.
JOIN_AGAIN_SECONDS = 3_600.0

Act = Callable[[int | None], Awaitable[None]]
"""Acts on the change of the row with this number; None: any may have changed."""


class Announcements:
    """Changes of one kind, such as "sites": announced from anywhere, acted on in every process."""

    def __init__(self, kind: str, act: Act) -> None:
        self.kind = kind
        self._group = f"autocomplete.{kind}"
        self._act = act

    def announce(self, id: int) -> None:
        """Tell all processes that the row with this number has changed.

        Without Redis, processes find out by themselves: see BLIND_SECONDS.
        """
        try:
            async_to_sync(self._send)({"type": "changed", "id": id})
        except (RedisError, OSError) as error:
            logger.warning(
                "A change of %s could not be announced (%s).", self.kind, type(error).__name__
            )

    @asynccontextmanager
    async def watched(self) -> AsyncIterator[None]:
        """Act on announcements for as long as the context lasts; first, on whatever there is."""
        watch = Watch(self.kind, self._group, self._act)
        running = asyncio.create_task(watch.run())
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(FIRST_SECONDS):
                    await watch.begun.wait()
            yield
        finally:
            running.cancel()
            await asyncio.wait({running})

    async def _send(self, message: dict[str, Any]) -> None:
        async with asyncio.timeout(SEND_SECONDS):
            await _layer().group_send(self._group, message)


class Watch:
    """One process's ear for announcements of one kind, one for all its sockets.

    ``begun`` is set once it has acted, or tried to, for the first time.
    """

    def __init__(self, kind: str, group: str, act: Act) -> None:
        self.begun = asyncio.Event()
        self._kind = kind
        self._group = group
        self._act = act
        self._blind = False

    async def run(self) -> None:
        while True:
            try:
                await self._listen()
            except Exception as error:
                # Whatever it was: a watch that has ended would leave revoked keys in use.
                self._note_blind(error)
            try:
                await self._act(None)
            except Exception as error:
                self._note_blind(error)
            self.begun.set()
            await asyncio.sleep(BLIND_SECONDS)

    async def _listen(self) -> None:
        layer = _layer()
        channel = await layer.new_channel()
        while True:
            await layer.group_add(self._group, channel)
            # Some may have been missed before.
            await self._act(None)
            self._note_hearing()
            self.begun.set()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(JOIN_AGAIN_SECONDS):
                    while True:
                        message = await layer.receive(channel)
                        await self._act(message["id"])

    def _note_blind(self, error: Exception) -> None:
        if not self._blind:
            self._blind = True
            logger.warning(
                "Changes of %s cannot be heard of (%s): the database is asked every %.0f s.",
                self._kind,
                type(error).__name__,
                BLIND_SECONDS,
            )

    def _note_hearing(self) -> None:
        if self._blind:
            self._blind = False
            logger.warning("Changes of %s are heard of again.", self._kind)


def _layer() -> BaseChannelLayer:
    layer = get_channel_layer()
    assert layer is not None, "settings.CHANNEL_LAYERS has no default."
    return layer
