"""A line for every request and socket when it has ended, where the operator wants one."""

from __future__ import annotations

import logging
import time
from typing import Any

from autocomplete.forwarding import Application

logger = logging.getLogger(__name__)

# Asked every few seconds by those who watch over the site.
UNTOLD_PATHS = frozenset({"/healthz", "/readyz", "/metrics"})
SWITCHING_PROTOCOLS = 101
# The client went before there was an answer, in the words of nginx's logs.
CLIENT_GONE = 499
LONGEST_PATH = 200


class AccessLog:
    """ASGI: logs method, path, status and duration, never a query, an address or a header.

    Queries hold keys and tokens, and addresses are people's.
    """

    def __init__(self, application: Application) -> None:
        self._application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] not in {"http", "websocket"} or scope["path"] in UNTOLD_PATHS:
            await self._application(scope, receive, send)
            return
        started = time.perf_counter()
        status = CLIENT_GONE

        async def send_and_note(message: Any) -> None:
            nonlocal status
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                status = message["status"]
            elif message["type"] == "websocket.accept":
                status = SWITCHING_PROTOCOLS
            await send(message)

        try:
            await self._application(scope, receive, send_and_note)
        finally:
            method = scope.get("method", "WEBSOCKET")
            # As it came, percent-encoded: no line break in it ends the log line.
            raw = scope.get("raw_path") or scope["path"].encode("unicode_escape")
            path = raw.partition(b"?")[0].decode("ascii", "backslashreplace")[:LONGEST_PATH]
            ms = round((time.perf_counter() - started) * 1000, 1)
            logger.info(
                "%s %s %d in %.1f ms",
                method,
                path,
                status,
                ms,
                extra={"method": method, "path": path, "status": status, "ms": ms},
            )
