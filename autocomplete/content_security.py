"""The Content-Security-Policy of the site's own pages."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.http import HttpResponse

Parameters = ParamSpec("Parameters")

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


def own_page(view: Callable[Parameters, HttpResponse]) -> Callable[Parameters, HttpResponse]:
    """Send the policy with every answer of ``view``."""

    @wraps(view)
    def with_policy(*args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponse:
        response = view(*args, **kwargs)
        response["Content-Security-Policy"] = POLICY
        return response

    return with_policy
