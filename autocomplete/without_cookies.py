"""Addresses that other sites' pages ask are not told what cookies a browser has for this one."""

from __future__ import annotations

from typing import Any

from autocomplete.forwarding import Application


class WithoutCookies:
    """ASGI: hides cookies from ``application`` at paths that begin with ``prefix``.

    No view there can then come to depend on a session by mistake, and no middleware answers an odd
    cookie by setting another.
    """

    def __init__(self, application: Application, prefix: str) -> None:
        self._application = application
        self._prefix = prefix

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["path"].startswith(self._prefix):
            headers = [header for header in scope["headers"] if header[0].lower() != b"cookie"]
            scope = {**scope, "headers": headers}
        await self._application(scope, receive, send)
