"""How a process that was started here is ended: asked first, then killed."""

from __future__ import annotations

import asyncio
import contextlib


async def ended(process: asyncio.subprocess.Process, *, within: float) -> None:
    """End the process, kill it if that takes more than ``within`` seconds, and close its input."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(within):
                await process.wait()
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.stdin is not None:
        process.stdin.close()
        with contextlib.suppress(ConnectionError):
            await process.stdin.wait_closed()
