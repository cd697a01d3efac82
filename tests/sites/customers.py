"""Sites as operators set them up, and what their pages and servers show."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import jwt
import pytest
from asgiref.sync import sync_to_async
from django.db import connections
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from autocomplete.models import AllowedOrigin, PublicKey, Site
from tests.live.site import Client
from tests.live.site import Site as Server

ORIGIN = "https://shop.example"


def customer(origins: tuple[str, ...] = (ORIGIN,), **fields: Any) -> PublicKey:
    """A site with a key and origins; returns the key."""
    fields.setdefault("name", f"site {Site.objects.count()}")
    site = Site.objects.create(**fields)
    for origin in origins:
        AllowedOrigin.objects.create(site=site, origin=origin)
    return PublicKey.objects.create(site=site)


def signed(key: PublicKey, *, algorithm: str = "HS256", **claims: Any) -> str:
    """A token as the site's own server would sign it; a claim of None is left out."""
    claims = {"aud": key.key, "sub": "jo", "exp": int(time.time()) + 60} | claims
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode(claims, key.site.signing_secret, algorithm=algorithm)


async def changed(change: Callable[[], Any]) -> None:
    """Change the database as the admin does, in a thread that may."""

    def in_thread() -> None:
        try:
            change()
        finally:
            connections.close_all()

    await sync_to_async(in_thread)()


def opened(
    server: Server,
    key: PublicKey | str,
    *,
    origin: str | None = ORIGIN,
    token: str | None = None,
    **options: Any,
) -> AbstractAsyncContextManager[Client]:
    """A socket of a page of the site."""
    name = key if isinstance(key, str) else key.key
    query = f"?key={name}" + (f"&token={token}" if token is not None else "")
    return server.client(query=query, origin=origin, **options)


async def refused(
    server: Server, key: PublicKey | str, *, origin: str | None = ORIGIN, token: str | None = None
) -> tuple[int, str]:
    """The status and the sentence with which a socket is refused before it opens."""
    name = key if isinstance(key, str) else key.key
    address = f"{server.address}?key={name}" + (f"&token={token}" if token is not None else "")
    with pytest.raises(InvalidStatus) as refusal:
        async with connect(address, origin=origin):  # type: ignore[arg-type]
            pass
    response = refusal.value.response
    return response.status_code, bytes(response.body or b"").decode().strip()
