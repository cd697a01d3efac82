"""A client without websockets."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import httpx

from tests.live.site import Site
from tests.sites.customers import ORIGIN

PATH = "/api/v1/suggest"
INPUT = {"type": "input", "id": 7, "text": "I have t"}


@dataclass(frozen=True)
class Answer:
    status: int
    headers: httpx.Headers
    body: Any


async def ask(
    server: Site,
    body: Any = INPUT,
    *,
    key: str | None,
    method: str = "POST",
    path: str = PATH,
    **headers: str | None,
) -> Answer:
    """Send a request with fitting headers; those of None are left out."""
    sent = {
        "Origin": ORIGIN,
        "Content-Type": "application/json",
        "Authorization": None if key is None else f"Bearer {key}",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{server.port}", verify=False
    ) as client:
        response = await client.request(
            method,
            path,
            content=body if isinstance(body, bytes) else json.dumps(body).encode(),
            headers={name: value for name, value in sent.items() if value is not None},
        )
    empty = not response.content
    return Answer(response.status_code, response.headers, None if empty else response.json())
