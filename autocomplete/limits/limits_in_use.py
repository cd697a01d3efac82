"""The store of limits that all sockets and requests of this process use."""

from __future__ import annotations

import asyncio
import weakref

from django.conf import settings

from autocomplete.limits.limit_store import LimitStore
from autocomplete.limits.local_limits import LocalLimits
from autocomplete.limits.redis_limits import RedisLimits

_by_loop: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, LimitStore] = (
    weakref.WeakKeyDictionary()
)


def limit_store() -> LimitStore:
    """Return the running event loop's store, made at the first call."""
    loop = asyncio.get_running_loop()
    if loop not in _by_loop:
        _by_loop[loop] = RedisLimits(settings.REDIS_URL) if settings.REDIS_URL else LocalLimits()
    return _by_loop[loop]


async def close_limit_store() -> None:
    """Hand over what the running event loop's store still holds, if there is one."""
    store = _by_loop.pop(asyncio.get_running_loop(), None)
    if store is not None:
        await store.aclose()
