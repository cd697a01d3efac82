"""The API described in OpenAPI 3.1, drawn from the types that decode and encode its bodies."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from autocomplete.api import phrases_description
from autocomplete.api.classify import Classification, ClassifyInput
from autocomplete.api.endpoint import TOKEN_HEADER
from autocomplete.api.problem import STATUS, Problem
from autocomplete.api.score import ScoreInput
from autocomplete.judging.score import Score
from autocomplete.live import frames
from autocomplete.live.limits import DEFAULT_LIMITS

_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class _Operation:
    """One address: the types of its body and its answer, and what to say of them."""

    name: str
    takes: type
    gives: type
    summary: str
    reads: str
    result: str


_OPERATIONS = (
    _Operation(
        "suggest",
        frames.Input,
        frames.Suggestions,
        "Suggest how a text goes on",
        f"Of a long text the last {DEFAULT_LIMITS.max_text} characters are read.",
        "The final list for the input.",
    ),
    _Operation(
        "score",
        ScoreInput,
        Score,
        "Tell how sure the model is of a text",
        "Each token of the text costs the model a step.",
        "Every token's log-probability, their sum, and the weakest spots.",
    ),
    _Operation(
        "classify",
        ClassifyInput,
        Classification,
        "Choose one of the site's categories for a text",
        "White space alone is no text.",
        "The category, and how sure the models are of it.",
    ),
)


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
    bodies = [body for operation in _OPERATIONS for body in (operation.takes, operation.gives)]
    (problem, *references), schemas = msgspec.json.schema_components(
        [Problem, *phrases_description.TYPES, *bodies], ref_template="#/components/schemas/{name}"
    )
    # A socket answers a longer one by an error of its own, so the type does not bound it.
    schemas["Input"]["properties"]["context"]["maxLength"] = DEFAULT_LIMITS.max_context
    of_phrases = len(phrases_description.TYPES)
    phrases, references = references[:of_phrases], references[of_phrases:]
    pairs = zip(references[::2], references[1::2], strict=True)
    refused = {str(status): _refused(status, problem) for status in STATUS.values()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Autocomplete",
            "version": str(frames.PROTOCOL_VERSION),
            "description": "Ranked continuations of a text, for clients without websockets, and"
            " what else a language model's log-probabilities tell of texts. The Origin header has"
            " to name one of the site's origins; clients outside a browser send it themselves.",
        },
        "servers": [{"url": "/"}],
        "paths": {
            f"/api/v1/{operation.name}": {"post": _post(operation, takes, gives, refused)}
            for operation, (takes, gives) in zip(_OPERATIONS, pairs, strict=True)
        }
        | {phrases_description.PATH: phrases_description.operations(phrases, refused)},
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "publicKey": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A public key of the site, pk_….",
                },
                "phraseToken": phrases_description.SECURITY_SCHEME,
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


def _post(
    operation: _Operation, takes: dict[str, Any], gives: dict[str, Any], refused: dict[str, Any]
) -> dict[str, Any]:
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "security": [{"publicKey": []}, {"publicKey": [], "signedToken": []}],
        "requestBody": {
            "required": True,
            "content": {_JSON: {"schema": takes}},
            "description": f"At most {DEFAULT_LIMITS.max_frame_bytes} bytes. {operation.reads}",
        },
        "responses": {
            "200": {"description": operation.result, "content": {_JSON: {"schema": gives}}}
        }
        | refused,
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
