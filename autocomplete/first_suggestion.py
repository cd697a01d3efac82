"""Asks a running site for a suggestion as a page would: over its websocket, to the end."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from django.conf import settings
from django.http.request import validate_host
from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException

SAMPLE = "Thank you for your "
# A model that runs on a processor reads its preamble in this time even on a slow machine.
ANSWER_SECONDS = 60.0


class NoSuggestion(Exception):
    """The site did not suggest anything; the message says why."""


def public_name(host: str) -> str:
    """The name that pages of this site are called by: ``host`` where allowed, else the first."""
    own = f"[{host}]" if ":" in host else host
    if host in {"0.0.0.0", "::"} or not validate_host(own, settings.ALLOWED_HOSTS):
        return next(
            (name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"), "127.0.0.1"
        )
    return own


async def first_suggestion(host: str, port: int) -> None:
    """Return when the site at ``host`` and ``port`` has suggested something.

    Raises NoSuggestion with the site's own sentence where it answers with an error.
    """
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    name = f"{public_name(host)}:{port}"
    try:
        async with (
            asyncio.timeout(ANSWER_SECONDS),
            connect(
                f"ws://{name}/ws/autocomplete/v1/",
                host=reachable,
                port=port,
                additional_headers={"Origin": f"http://{name}"},
                proxy=None,
            ) as socket,
        ):
            await socket.send(json.dumps({"type": "input", "id": 1, "text": SAMPLE}))
            async for message in socket:
                if _suggests(json.loads(message)):
                    return
    except TimeoutError as error:
        raise NoSuggestion(f"no suggestion came within {ANSWER_SECONDS:.0f} s.") from error
    except (OSError, WebSocketException) as error:
        raise NoSuggestion(f"the websocket does not work ({error}).") from error
    raise NoSuggestion("the websocket was closed before a suggestion came.")


def _suggests(frame: dict[str, Any]) -> bool:
    if frame["type"] == "error":
        raise NoSuggestion(frame["message"])
    if frame["type"] != "suggestions":
        return False
    if frame["final"] and not frame["items"]:
        raise NoSuggestion("the model suggests nothing.")
    return bool(frame["items"])
