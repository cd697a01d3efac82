"""Connections to one server, that do not run out however many requests are abandoned."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import httpx

# httpcore 1.0.9 may keep a connection for good whose request is cancelled while it connects or
# closes: of its 100, none was left after about 1,000 keystrokes that overtook each other, and the
# model then answered nobody any more. A client that has been left so often is replaced by another.
MOST_ABANDONED = 50


@dataclass(eq=False)
class _Lent:
    client: httpx.AsyncClient
    users: int = 0
    abandoned: int = 0


class Connections:
    """Lends a client made by ``make``; one that may have lost connections is closed after use."""

    def __init__(self, make: Callable[[], httpx.AsyncClient]) -> None:
        self._make = make
        self._lent = _Lent(make())
        self._closing: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def client(self) -> AsyncIterator[httpx.AsyncClient]:
        """The client for one request."""
        lent = self._lent
        lent.users += 1
        try:
            yield lent.client
        except BaseException:
            lent.abandoned += 1
            if lent is self._lent and lent.abandoned >= MOST_ABANDONED:
                self._lent = _Lent(self._make())
            raise
        finally:
            lent.users -= 1
            if lent is not self._lent and not lent.users:
                # Not here, where it may be cancelled in its turn.
                task = asyncio.create_task(lent.client.aclose())
                self._closing.add(task)
                task.add_done_callback(self._closing.discard)

    async def aclose(self) -> None:
        """Close all connections; nobody may ask any more."""
        await self._lent.client.aclose()
        if self._closing:
            await asyncio.wait(self._closing)
