"""What happens when the ASGI server starts and ends: the shared model is made and closed."""

from __future__ import annotations

from asgiref.typing import ASGIReceiveCallable, ASGISendCallable, Scope

from autocomplete.live.shared_model import close_shared_model, shared_model


async def lifespan(scope: Scope, receive: ASGIReceiveCallable, send: ASGISendCallable) -> None:
    """Answer the lifespan protocol; a site without a model server does not start."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            try:
                shared_model()
            except Exception as error:
                await send({"type": "lifespan.startup.failed", "message": str(error)})
                return
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await close_shared_model()
            await send({"type": "lifespan.shutdown.complete"})
            return
