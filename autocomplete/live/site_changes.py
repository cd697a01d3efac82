"""Tells every process that a site has changed, so that it closes the sockets it must not keep."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from asgiref.sync import async_to_sync
from channels.layers import BaseChannelLayer, get_channel_layer
from django.db import DatabaseError
from redis.exceptions import RedisError

from autocomplete.live.open_sockets import open_sockets
from autocomplete.live.site_directory import directory

logger = logging.getLogger(__name__)

GROUP = "autocomplete.sites"
# While announcements cannot come, the sites that have open sockets are read again so often: one
# query a site, however many sockets it has.
BLIND_SECONDS = 1.0
# Whoever changes a site in the admin waits this long for a Redis that hangs.
SEND_SECONDS = 2.0
# The channel layer forgets members of a group after a day.
JOIN_AGAIN_SECONDS = 3_600.0


def announce(site: int) -> None:
    """Tell all processes that a site, one of its keys or one of its origins has changed.

    Without Redis, processes find out by themselves: see BLIND_SECONDS.
    """
    try:
        async_to_sync(_send)({"type": "site.changed", "site": site})
    except (RedisError, OSError) as error:
        logger.warning("A site's change could not be announced (%s).", type(error).__name__)


async def _send(message: dict[str, Any]) -> None:
    async with asyncio.timeout(SEND_SECONDS):
        await _layer().group_send(GROUP, message)


@asynccontextmanager
async def watching() -> AsyncIterator[None]:
    """Act on announcements for as long as the context lasts."""
    watch = asyncio.create_task(SiteWatch().run())
    try:
        yield
    finally:
        watch.cancel()
        await asyncio.wait({watch})


class SiteWatch:
    """One process's ear for announcements, one for all its sockets."""

    def __init__(self) -> None:
        self._blind = False

    async def run(self) -> None:
        while True:
            try:
                await self._listen()
            except Exception as error:
                # Whatever it was: a watch that has ended would leave revoked keys in use.
                self._note_blind(error)
            with contextlib.suppress(DatabaseError):
                await _examine(open_sockets.sites())
            await asyncio.sleep(BLIND_SECONDS)

    async def _listen(self) -> None:
        layer = _layer()
        channel = await layer.new_channel()
        while True:
            await layer.group_add(GROUP, channel)
            self._note_hearing()
            # Some may have been missed before.
            await _examine(open_sockets.sites())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(JOIN_AGAIN_SECONDS):
                    while True:
                        message = await layer.receive(channel)
                        await _examine([message["site"]])

    def _note_blind(self, error: Exception) -> None:
        if not self._blind:
            self._blind = True
            logger.warning(
                "Changes of sites cannot be heard of (%s): the database is asked every %.0f s.",
                type(error).__name__,
                BLIND_SECONDS,
            )

    def _note_hearing(self) -> None:
        if self._blind:
            self._blind = False
            logger.warning("Changes of sites are heard of again.")


def _layer() -> BaseChannelLayer:
    layer = get_channel_layer()
    assert layer is not None, "settings.CHANNEL_LAYERS has no default."
    return layer


async def _examine(sites: list[int]) -> None:
    directory.forget()
    for id in set(sites).intersection(open_sockets.sites()):
        open_sockets.examine(id, await directory.of_id(id))
