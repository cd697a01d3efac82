"""What the API answers when it does not suggest: the protocol's ``error`` with an HTTP status."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Literal

import msgspec
from django.http import HttpResponse
from msgspec import Struct

from autocomplete.access.refusal import Refusal
from autocomplete.live import frames
from autocomplete.logs.request_id import current_request_id

HttpErrorCode = Literal[
    frames.ErrorCode,
    "unauthorized",
    "origin_refused",
    "method_not_allowed",
    "too_large",
    "unsupported_media_type",
    "unavailable",
    "no_categories",
    "unknown_list",
]

STATUS: Mapping[HttpErrorCode, int] = {
    "bad_frame": 400,
    "unauthorized": 401,
    "origin_refused": 403,
    "unknown_profile": 404,
    "no_categories": 404,
    "unknown_list": 404,
    "method_not_allowed": 405,
    "too_large": 413,
    "unsupported_media_type": 415,
    "too_long": 422,
    "rate_limited": 429,
    "quota_exhausted": 429,
    "unavailable": 503,
    "model_unavailable": 503,
    "model_timeout": 504,
}
_CODE_OF_REFUSAL: Mapping[int, HttpErrorCode] = {
    401: "unauthorized",
    403: "origin_refused",
    429: "rate_limited",
    503: "unavailable",
}
# A few seconds, as the refusals say.
_REFUSED_MS = 2_000


class Problem(Struct, tag_field="type", tag="error", frozen=True):
    """Why there is no answer; ``id`` is the input's, or null where none could be read.

    ``request_id`` is what the log calls the request.
    """

    id: int | None
    code: HttpErrorCode
    message: str
    retry_after_ms: int | None = None
    request_id: str | None = msgspec.field(default_factory=current_request_id)


def problem(
    code: HttpErrorCode,
    message: str,
    *,
    id: int | None = None,
    retry_after_ms: int | None = None,
) -> HttpResponse:
    """An answer with the status that fits ``code``."""
    body = Problem(id, code, message, retry_after_ms)
    response = HttpResponse(
        msgspec.json.encode(body), status=STATUS[code], content_type="application/json"
    )
    if retry_after_ms is not None:
        response["Retry-After"] = str(math.ceil(retry_after_ms / 1000))
    if code == "unauthorized":
        response["WWW-Authenticate"] = "Bearer"
    return response


def of_error(error: frames.Error) -> HttpResponse:
    """The same error that a socket would get."""
    return problem(error.code, error.message, id=error.id, retry_after_ms=error.retry_after_ms)


def of_refusal(refusal: Refusal) -> HttpResponse:
    """The same refusal that a socket's handshake would get."""
    return problem(
        _CODE_OF_REFUSAL[refusal.status],
        refusal.sentence,
        retry_after_ms=_REFUSED_MS if refusal.status in {429, 503} else None,
    )
