"""What happens when the ASGI server starts and ends: what all sockets share is made and closed."""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import AsyncExitStack

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, Scope

from autocomplete.live.limits_in_use import close_limit_store
from autocomplete.live.shared_model import close_shared_model, shared_model
from autocomplete.live.site_changes import watching

# Four lanes take about a second; a site whose model is slow starts all the same.
WARMING_SECONDS = 5.0


async def lifespan(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Answer the lifespan protocol; a site without a model server does not start."""
    async with AsyncExitStack() as stack:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                try:
                    shared = shared_model()
                except Exception as error:
                    await send({"type": "lifespan.startup.failed", "message": str(error)})
                    return
                await stack.enter_async_context(watching())
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(WARMING_SECONDS):
                        await shared.warm_lanes()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await close_shared_model()
                await close_limit_store()
                await stack.aclose()
                await send({"type": "lifespan.shutdown.complete"})
                return
