"""The phrases' address in the OpenAPI description."""

from __future__ import annotations

from typing import Any

from autocomplete.api.phrases import (
    LARGEST_BODY,
    PAGE,
    USUAL_LIST,
    PhrasesChanged,
    PhrasesPage,
    PhrasesToDelete,
    PhrasesToStore,
)

PATH = "/api/v1/phrases"
TYPES: tuple[type, ...] = (PhrasesToStore, PhrasesToDelete, PhrasesChanged, PhrasesPage)
SECURITY_SCHEME = {
    "type": "http",
    "scheme": "bearer",
    "description": "A secret phrase token of the site, sk_…, for its own server only.",
}
_JSON = "application/json"


def operations(schemas: list[dict[str, Any]], refused: dict[str, Any]) -> dict[str, Any]:
    """What the address takes and gives; ``schemas`` are those of ``TYPES``."""
    to_store, to_delete, changed, page = schemas
    common: dict[str, Any] = {"security": [{"phraseToken": []}]}
    return {
        "get": {
            **common,
            "operationId": "readPhrases",
            "summary": "Read a list of the site's phrases",
            "parameters": [
                _parameter("list", f"The list's name; {USUAL_LIST} where it is left out."),
                _parameter("after", "Only texts behind this one."),
            ],
            "responses": _given(page, f"Up to {PAGE} phrases.") | refused,
        },
        "post": {
            **common,
            "operationId": "storePhrases",
            "summary": "Add phrases to a list of the site, or change their weights",
            "requestBody": _taken(to_store),
            "responses": _given(changed, "What has changed. It counts from the next keystroke.")
            | refused,
        },
        "delete": {
            **common,
            "operationId": "deletePhrases",
            "summary": "Delete phrases of the site",
            "requestBody": _taken(to_delete),
            "responses": _given(changed, "What was deleted, and is suggested no more.") | refused,
        },
    }


def _parameter(name: str, description: str) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "string"}, "description": description}


def _taken(schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "required": True,
        "content": {_JSON: {"schema": schema}},
        "description": f"At most {LARGEST_BODY} bytes.",
    }


def _given(schema: dict[str, Any], description: str) -> dict[str, Any]:
    return {"200": {"description": description, "content": {_JSON: {"schema": schema}}}}
