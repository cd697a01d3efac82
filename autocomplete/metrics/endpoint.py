"""``/metrics`` for Prometheus: there only where the operator has set a token, and with it only."""

from __future__ import annotations

import hmac
from typing import Any

from prometheus_client.exposition import choose_encoder

from autocomplete.forwarding import Application

# What the encoder reads; importing these modules registers what they measure.
from autocomplete.metrics import clients, keystrokes, model_requests, state  # noqa: F401
from autocomplete.metrics.registry import REGISTRY

PATH = "/metrics"


class MetricsEndpoint:
    """ASGI: answers PATH, and leaves all else to ``application``; PATH too if ``token`` is empty.

    In front of Django: scrapers name a process by its address, which is no name that the site is
    called by, and a slow page's thread must not keep them waiting.
    """

    def __init__(self, application: Application, token: str) -> None:
        self._application = application
        self._expected = f"Bearer {token}".encode() if token else None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        asked = scope["type"] == "http" and scope["path"] == PATH
        if self._expected is None or not asked:
            await self._application(scope, receive, send)
        elif scope["method"] not in {"GET", "HEAD"}:
            await _answer(send, 405, b"Read metrics by GET.\n", (b"allow", b"GET, HEAD"))
        elif not hmac.compare_digest(_header(scope, b"authorization"), self._expected):
            sentence = b"Send the token that METRICS_TOKEN is set to: Authorization: Bearer ...\n"
            await _answer(send, 401, sentence, (b"www-authenticate", b"Bearer"))
        else:
            encode, content_type = choose_encoder(_header(scope, b"accept").decode("latin-1"))
            body = b"" if scope["method"] == "HEAD" else encode(REGISTRY)
            await _answer(send, 200, body, content_type=content_type)


def _header(scope: Any, name: bytes) -> bytes:
    return next((bytes(value) for key, value in scope["headers"] if key.lower() == name), b"")


async def _answer(
    send: Any,
    status: int,
    body: bytes,
    *headers: tuple[bytes, bytes],
    content_type: str = "text/plain; charset=utf-8",
) -> None:
    common = ((b"content-type", content_type.encode()), (b"cache-control", b"no-store"))
    await send({"type": "http.response.start", "status": status, "headers": [*common, *headers]})
    await send({"type": "http.response.body", "body": body})
