"""What happens when the ASGI server starts and ends: the shared model is made and closed."""

from __future__ import annotations

import asyncio
import contextlib

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, Scope

from autocomplete.live.shared_model import close_shared_model, shared_model

# Four lanes take about a second; a site whose model is slow starts all the same.
WARMING_SECONDS = 5.0


async def lifespan(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Answer the lifespan protocol; a site without a model server does not start."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            try:
                shared = shared_model()
            except Exception as error:
                await send({"type": "lifespan.startup.failed", "message": str(error)})
                return
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(WARMING_SECONDS):
                    await shared.warm_lanes()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await close_shared_model()
            await send({"type": "lifespan.shutdown.complete"})
            return
