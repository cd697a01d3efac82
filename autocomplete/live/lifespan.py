"""What happens when the ASGI server starts and ends: what all sockets share is made and closed."""

from __future__ import annotations

import asyncio
import contextlib
from contextlib import AsyncExitStack

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, Scope

from autocomplete.access.site_changes import site_changes
from autocomplete.events.recorder import recorder
from autocomplete.limits.limits_in_use import close_limit_store
from autocomplete.model_pool.shared_model import close_shared_model, shared_models
from autocomplete.phrases import phrase_changes
from autocomplete.phrases.history_counts import history_counts
from autocomplete.publishing.profile_changes import profile_changes

# Four lanes take about a second, of a larger model a few; a slow model does not keep a site from
# starting.
WARMING_SECONDS = 5.0


async def lifespan(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Answer the lifespan protocol; a site without a model server does not start."""
    async with AsyncExitStack() as stack:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                try:
                    models = shared_models()
                except Exception as error:
                    await send({"type": "lifespan.startup.failed", "message": str(error)})
                    return
                await stack.enter_async_context(site_changes.watched())
                await stack.enter_async_context(profile_changes.watched())
                await stack.enter_async_context(phrase_changes.watched())
                await stack.enter_async_context(history_counts.flushed())
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(WARMING_SECONDS):
                        await models.warm_lanes()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await close_shared_model()
                # Stores what waits; the sockets are closed by now.
                await asyncio.to_thread(recorder.close)
                await close_limit_store()
                await stack.aclose()
                await send({"type": "lifespan.shutdown.complete"})
                return
