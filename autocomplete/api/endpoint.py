"""What every address of the HTTP API has in common: who may ask, how, and from which pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any, cast

from django.core.exceptions import RequestDataTooBig
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from autocomplete.access.admission import Admission, admit, may_preflight
from autocomplete.access.refusal import Refused
from autocomplete.api import problem
from autocomplete.live.frames import BadFrame
from autocomplete.live.limits import DEFAULT_LIMITS
from autocomplete.metrics import clients

METHODS = "POST, OPTIONS"
TOKEN_HEADER = "X-Autocomplete-Token"
_PREFLIGHT_SECONDS = 600

Answer = Callable[[str, Admission], Awaitable[HttpResponse]]
View = Callable[[HttpRequest], Coroutine[Any, Any, HttpResponse]]


def endpoint(answer: Answer) -> View:
    """A view that hands the JSON text of an admitted client's body to ``answer``.

    ``answer`` raises BadFrame for a body that is not what it takes.
    """

    # No cookie is read here, so there is none that another site's page could misuse.
    @csrf_exempt
    async def view(request: HttpRequest) -> HttpResponse:
        scope = cast(ASGIRequest, request).scope
        try:
            if request.method == "OPTIONS":
                response = await _preflight(request, scope)
            elif request.method == "POST":
                response = await _post(request, scope, answer)
            else:
                response = problem.problem("method_not_allowed", "Send the input by POST.")
                response["Allow"] = METHODS
        except Refused as refused:
            response = problem.of_refusal(refused.refusal)
        clients.api_answered(answer.__name__, response.status_code)
        response["Vary"] = "Origin"
        response["Cache-Control"] = "no-store"
        return response

    return view


async def _post(request: HttpRequest, scope: Mapping[str, Any], answer: Answer) -> HttpResponse:
    scheme, _, key = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return problem.problem(
            "unauthorized", "Send a public key of the site: Authorization: Bearer pk_…"
        )
    admission = await admit(scope, key=key.strip(), token=request.headers.get(TOKEN_HEADER))
    response = await _answered(request, admission, answer)
    # Only now is it known that the page belongs to the key's site.
    response["Access-Control-Allow-Origin"] = request.headers["Origin"]
    response["Access-Control-Expose-Headers"] = "Retry-After, X-Request-ID"
    return response


async def _answered(request: HttpRequest, admission: Admission, answer: Answer) -> HttpResponse:
    if request.content_type != "application/json":
        return problem.problem("unsupported_media_type", "Send JSON as application/json.")
    try:
        return await answer(_text(request), admission)
    except RequestDataTooBig:
        return problem.problem(
            "too_large",
            f"The body is larger than {DEFAULT_LIMITS.max_frame_bytes} bytes:"
            " send only the end of the text.",
        )
    except BadFrame as bad:
        return problem.problem("bad_frame", str(bad), id=bad.id)


def _text(request: HttpRequest) -> str:
    """Return the body. Raises RequestDataTooBig or BadFrame."""
    if len(request.body) > DEFAULT_LIMITS.max_frame_bytes:
        raise RequestDataTooBig
    try:
        return request.body.decode()
    except UnicodeDecodeError:
        raise BadFrame("The body is not UTF-8.") from None


async def _preflight(request: HttpRequest, scope: Mapping[str, Any]) -> HttpResponse:
    """Tell a browser whether a page may ask: it sends the key only afterwards.

    Any site's origin will do here; the answer to the POST itself can be read only by a page of the
    key's own site.
    """
    response = HttpResponse(status=204, headers={"Allow": METHODS})
    if await may_preflight(scope):
        response["Access-Control-Allow-Origin"] = request.headers["Origin"]
        response["Access-Control-Allow-Methods"] = "POST"
        response["Access-Control-Allow-Headers"] = f"Authorization, Content-Type, {TOKEN_HEADER}"
        response["Access-Control-Max-Age"] = str(_PREFLIGHT_SECONDS)
    return response
