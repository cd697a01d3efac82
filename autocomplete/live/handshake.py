"""The opening of a socket: what a client shows, and how it is turned away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from asgiref.typing import WebSocketResponseBodyEvent, WebSocketResponseStartEvent
from channels.generic.websocket import AsyncWebsocketConsumer

from autocomplete.access.admission import Admission, admit
from autocomplete.access.refusal import NO_SUCH_ADDRESS, Refusal
from autocomplete.metrics import clients


class UnknownAddress(AsyncWebsocketConsumer):
    """Turns away whoever asks for a websocket that does not exist."""

    async def connect(self) -> None:
        await refuse(self, NO_SUCH_ADDRESS)


async def admitted(scope: Mapping[str, Any]) -> Admission:
    """Let in whoever opens the socket with this ASGI scope. Raises Refused."""
    query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    return await admit(scope, key=_first(query, "key"), token=_first(query, "token"))


async def refuse(consumer: AsyncWebsocketConsumer, refusal: Refusal) -> None:
    """Turn the client down, with a readable answer where the server can send one."""
    clients.handshake_refused(refusal.code)
    if "websocket.http.response" not in (consumer.scope.get("extensions") or {}):
        await consumer.close(code=refusal.code)
        return
    start: WebSocketResponseStartEvent = {
        "type": "websocket.http.response.start",
        "status": refusal.status,
        "headers": [(b"content-type", b"text/plain; charset=utf-8")],
    }
    body: WebSocketResponseBodyEvent = {
        "type": "websocket.http.response.body",
        "body": f"{refusal.sentence}\n".encode(),
        "more_body": False,
    }
    await consumer.base_send(start)
    await consumer.base_send(body)


def _first(query: Mapping[str, list[str]], name: str) -> str | None:
    return query[name][0] if name in query else None
