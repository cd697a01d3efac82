"""Reads the database from the event loop without holding anybody up."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import close_old_connections

Answer = TypeVar("Answer")

# Threads of its own: in the one that Django's synchronous views share, a slow page would hold up
# whoever connects.
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="live reading")


async def in_thread(read: Callable[[], Answer]) -> Answer:
    """Return what ``read`` finds in the database."""

    def reading() -> Answer:
        close_old_connections()
        try:
            return read()
        finally:
            close_old_connections()

    return await asyncio.get_running_loop().run_in_executor(_threads, reading)
