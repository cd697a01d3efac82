"""The API described in OpenAPI 3.1, drawn from the types that decode and encode its bodies."""

from __future__ import annotations

from functools import cache
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from autocomplete.api.problem import STATUS, Problem
from autocomplete.api.suggest import TOKEN_HEADER
from autocomplete.live import frames
from autocomplete.live.limits import DEFAULT_LIMITS

_JSON = "application/json"


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The description, for any page's tools to read."""
    return HttpResponse(
        msgspec.json.encode(description()),
        content_type=_JSON,
        headers={"Access-Control-Allow-Origin": "*"},
    )


@cache
def description() -> dict[str, Any]:
    """The whole OpenAPI document."""
    (input_, suggestions, problem), schemas = msgspec.json.schema_components(
        [frames.Input, frames.Suggestions, Problem],
        ref_template="#/components/schemas/{name}",
    )
    # A socket answers a longer one by an error of its own, so the type does not bound it.
    schemas["Input"]["properties"]["context"]["maxLength"] = DEFAULT_LIMITS.max_context
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Autocomplete",
            "version": str(frames.PROTOCOL_VERSION),
            "description": "Ranked continuations of a text, for clients without websockets. The"
            " Origin header has to name one of the site's origins; clients outside a browser send"
            " it themselves.",
        },
        "servers": [{"url": "/"}],
        "paths": {
            "/api/v1/suggest": {
                "post": {
                    "operationId": "suggest",
                    "summary": "Suggest how a text goes on",
                    "security": [{"publicKey": []}, {"publicKey": [], "signedToken": []}],
                    "requestBody": {
                        "required": True,
                        "content": {_JSON: {"schema": input_}},
                        "description": f"At most {DEFAULT_LIMITS.max_frame_bytes} bytes; of a long"
                        f" text the last {DEFAULT_LIMITS.max_text} characters are read.",
                    },
                    "responses": {
                        "200": {
                            "description": "The final list for the input.",
                            "content": {_JSON: {"schema": suggestions}},
                        }
                    }
                    | {str(status): _refused(status, problem) for status in STATUS.values()},
                }
            }
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "publicKey": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A public key of the site, pk_….",
                },
                "signedToken": {
                    "type": "apiKey",
                    "in": "header",
                    "name": TOKEN_HEADER,
                    "description": "A JSON web token signed by the site's own server, where the"
                    " site requires one.",
                },
            },
        },
    }


def _refused(status: int, schema: dict[str, Any]) -> dict[str, Any]:
    codes = ", ".join(code for code, its_status in STATUS.items() if its_status == status)
    response: dict[str, Any] = {
        "description": f"An error with the code {codes}.",
        "content": {_JSON: {"schema": schema}},
    }
    if status in {429, 503, 504}:
        response["headers"] = {
            "Retry-After": {
                "schema": {"type": "integer", "minimum": 0},
                "description": "Seconds to wait.",
            }
        }
    return response
