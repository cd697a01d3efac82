"""Who may open a socket, decided before it is accepted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from asgiref.typing import WebSocketResponseBodyEvent, WebSocketResponseStartEvent
from channels.generic.websocket import AsyncWebsocketConsumer

from autocomplete.live.origin import is_own_origin


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a handshake is turned down: the protocol's close code, an HTTP status and a sentence."""

    code: int
    status: int
    sentence: str


UNKNOWN_KEY = Refusal(
    4401, 401, "This key is unknown: check the `key` in the address, or leave it out.\n"
)
FOREIGN_ORIGIN = Refusal(
    4403,
    403,
    "This origin is refused: without a key, only this server's own pages may open a socket,"
    " and the Origin header has to say so.\n",
)
NO_SUCH_ADDRESS = Refusal(
    4400, 404, "There is no websocket at this address: use /ws/autocomplete/v1/.\n"
)


class UnknownAddress(AsyncWebsocketConsumer):
    """Turns away whoever asks for a websocket that does not exist."""

    async def connect(self) -> None:
        await refuse(self, NO_SUCH_ADDRESS)


def refusal(scope: Mapping[str, Any]) -> Refusal | None:
    """Return why a handshake with this ASGI scope is turned down, or None if it is welcome."""
    query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
    if "key" in query:
        return UNKNOWN_KEY
    if not is_own_origin(scope["scheme"], list(scope["headers"])):
        return FOREIGN_ORIGIN
    return None


async def refuse(consumer: AsyncWebsocketConsumer, refusal: Refusal) -> None:
    """Turn the client down, with a readable answer where the server can send one."""
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
        "body": refusal.sentence.encode(),
        "more_body": False,
    }
    await consumer.base_send(start)
    await consumer.base_send(body)
