"""The Content-Security-Policy of every page that this site serves, the admin's included."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import cast

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

# Nothing inline and nothing from elsewhere; 'self' in connect-src covers the WebSocket of the same
# host and port as well.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

_View = Callable[[HttpRequest], HttpResponseBase]
_AsyncView = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


@sync_and_async_middleware
def content_security_policy(get_response: _View | _AsyncView) -> _View | _AsyncView:
    """Send the policy with every answer that names none of its own."""
    # Both kinds, or every asynchronous view would wait for a thread.
    if iscoroutinefunction(get_response):

        async def later(request: HttpRequest) -> HttpResponseBase:
            return _with_policy(await cast(_AsyncView, get_response)(request))

        return later

    def at_once(request: HttpRequest) -> HttpResponseBase:
        return _with_policy(cast(_View, get_response)(request))

    return at_once


def _with_policy(response: HttpResponseBase) -> HttpResponseBase:
    # Django's own debug pages have their styles inside.
    if not (settings.DEBUG and response.status_code in {404, 500}):
        response.headers.setdefault("Content-Security-Policy", POLICY)
    return response
