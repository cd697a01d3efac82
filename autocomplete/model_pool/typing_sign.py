"""Whether anybody types now, told by the site's processes to those who give way to it.

Without Redis a site is one machine: its processes touch a file in the data folder. With Redis, they
renew a key there, which workers on other machines see too.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
import weakref
from pathlib import Path
from typing import Protocol

from django.conf import settings
from redis.asyncio import Redis
from redis.exceptions import RedisError

# How often it is told again while people type, at most: touching a file takes 20 µs.
AGAIN_SECONDS = 0.1
# Between two keystrokes of somebody who types on lies 0.2 s in the median and hardly ever more.
QUIET_SECONDS = 1.0
REDIS_KEY = "autocomplete:typing"
REDIS_SECONDS = 0.25


class TypingSign(Protocol):
    """Both ends of it: ``raise_sign`` by who serves typing, ``typing`` by who gives way."""

    def raise_sign(self) -> None: ...

    async def typing(self) -> bool:
        """Whether anybody typed within the last QUIET_SECONDS."""
        ...

    async def aclose(self) -> None: ...


class FileSign:
    """A file whose time of change is the sign."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._raised = 0.0

    def raise_sign(self) -> None:
        now = time.monotonic()
        if now - self._raised >= AGAIN_SECONDS:
            self._raised = now
            # A full or read-only disk must cost nobody a list; jobs then do not give way.
            with contextlib.suppress(OSError):
                try:
                    os.utime(self._path)
                except FileNotFoundError:
                    self._path.touch()

    async def typing(self) -> bool:
        try:
            # A clock that was set back leaves a sign from the future, which says nothing.
            return 0 <= time.time() - self._path.stat().st_mtime < QUIET_SECONDS
        except FileNotFoundError:
            return False

    async def aclose(self) -> None:
        """Nothing is held."""


class RedisSign:
    """A key that expires by itself."""

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_url(
            url, socket_timeout=REDIS_SECONDS, socket_connect_timeout=REDIS_SECONDS
        )
        self._raised = 0.0
        self._raising: set[asyncio.Task[None]] = set()

    def raise_sign(self) -> None:
        now = time.monotonic()
        if now - self._raised >= AGAIN_SECONDS and not self._raising:
            self._raised = now
            raising = asyncio.create_task(self._raise())
            self._raising.add(raising)
            raising.add_done_callback(self._raising.discard)

    async def _raise(self) -> None:
        with contextlib.suppress(RedisError, OSError):
            await self._redis.set(REDIS_KEY, 1, px=round(1000 * QUIET_SECONDS))

    async def typing(self) -> bool:
        """While Redis is away nobody knows: then as if somebody typed, so that jobs are slow."""
        try:
            return bool(await self._redis.exists(REDIS_KEY))
        except (RedisError, OSError):
            return True

    async def aclose(self) -> None:
        if self._raising:
            await asyncio.wait(self._raising)
        await self._redis.aclose()


def typing_sign() -> TypingSign:
    """The sign of this site, for the running event loop."""
    if settings.REDIS_URL:
        return RedisSign(settings.REDIS_URL)
    return FileSign(Path(settings.DATA_FOLDER) / "typing")


_by_loop: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, TypingSign] = (
    weakref.WeakKeyDictionary()
)


def shared_sign() -> TypingSign:
    """The one sign of the running event loop, made at the first call."""
    loop = asyncio.get_running_loop()
    if loop not in _by_loop:
        _by_loop[loop] = typing_sign()
    return _by_loop[loop]


async def close_shared_sign() -> None:
    """Close the running event loop's sign, if there is one."""
    sign = _by_loop.pop(asyncio.get_running_loop(), None)
    if sign is not None:
        await sign.aclose()
