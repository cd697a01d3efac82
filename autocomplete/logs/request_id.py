"""One id for each HTTP request and each socket: in its log lines, its errors and its headers."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar
from typing import Any

from autocomplete.forwarding import Application, TrustedProxies

HEADER = b"x-request-id"
# Long enough to be searched for, and nothing that could end a log line or begin a field of it.
SAFE = re.compile(r"[A-Za-z0-9._-]{8,64}")

_current: ContextVar[str | None] = ContextVar("request_id", default=None)


def current_request_id() -> str | None:
    """The id of the request or socket that the running task or thread works for, if any."""
    return _current.get()


class WithRequestIds:
    """ASGI: gives every request and socket an id, and tells the client by ``X-Request-ID``.

    A trusted proxy names it; an id from anybody else, or one that is not SAFE, is replaced. Tasks
    that ``application`` starts have the same id. Stands outside of BehindProxies, which hides the
    proxy's own address.
    """

    def __init__(self, application: Application, trusted: TrustedProxies) -> None:
        self._application = application
        self._trusted = trusted

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._application(scope, receive, send)
            return
        request_id = self._named(scope) or secrets.token_urlsafe(12)
        header = (HEADER, request_id.encode("ascii"))

        async def send_with_id(message: Any) -> None:
            if message["type"] in {
                "http.response.start",
                "websocket.accept",
                "websocket.http.response.start",
            }:
                message = {**message, "headers": [*(message.get("headers") or ()), header]}
            await send(message)

        token = _current.set(request_id)
        try:
            await self._application(scope, receive, send_with_id)
        finally:
            _current.reset(token)

    def _named(self, scope: Any) -> str | None:
        """The id that a trusted proxy gave the request."""
        peer, _ = scope.get("client") or ("", 0)
        if not self._trusted.trust(peer):
            return None
        named = [value for name, value in scope["headers"] if name.lower() == HEADER]
        text = named[-1].decode("latin-1") if named else ""
        return text if SAFE.fullmatch(text) else None
