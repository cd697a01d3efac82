"""Who may ask for suggestions: decided before a socket opens, and again when a site changes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from autocomplete.access import refusal
from autocomplete.access.origin import is_own_origin, parse_origin, sent_origin
from autocomplete.access.refusal import Refused
from autocomplete.access.served_site import ServedSite, own_site
from autocomplete.access.signed_token import BadToken, SignedToken, verified
from autocomplete.access.site_directory import directory
from autocomplete.forwarding import network_of
from autocomplete.limits.local_limits import Buckets, inputs
from autocomplete.limits.site_limits import Share

logger = logging.getLogger(__name__)

LONGEST_KEY = 64
# Whoever connects waits this long for a database that hangs, then is told to come back.
LOOK_UP_SECONDS = 5.0

# Those who try keys cost the database a query each. Counted in this process only, for it protects
# no more than this process.
attempts = Buckets()


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a client shows: a public key, the page's origin and a signed token, where sent."""

    key: str
    origin: str | None
    token: str | None


@dataclass(frozen=True, slots=True)
class Admission:
    """A client that was let in, and what it was let in with; none for the server's own pages."""

    site: ServedSite
    share: Share
    credentials: Credentials | None = None
    token: SignedToken | None = None


async def admit(scope: Mapping[str, Any], *, key: str | None, token: str | None) -> Admission:
    """Decide on the client behind an ASGI scope; without a key it asks for the built-in site.

    Raises Refused.
    """
    headers = list(scope["headers"])
    address = counted_address(scope)
    if key is None:
        if not is_own_origin(scope["scheme"] in {"wss", "https"}, headers):
            raise Refused(refusal.NOT_OWN_ORIGIN)
        site = own_site()
        return Admission(site, Share(site.id, address, site.limits))
    credentials = Credentials(key, sent_origin(headers), token)
    async with _refusing_without_database():
        found = await directory.of_key(key) if len(key) <= LONGEST_KEY else None
    site, signed = examine(found, credentials)
    # A user is the same from whichever address, and shares no address's limits.
    client = f"user {signed.user}" if signed else address
    return Admission(site, Share(site.id, client, site.limits), credentials, signed)


async def may_preflight(scope: Mapping[str, Any]) -> bool:
    """Whether a page may ask at all, as far as can be told without a key. Raises Refused."""
    counted_address(scope)
    origin = parse_origin(sent_origin(list(scope["headers"])) or "")
    async with _refusing_without_database():
        return origin is not None and await directory.some_site_allows(origin)


def examine(site: ServedSite | None, shown: Credentials) -> tuple[ServedSite, SignedToken | None]:
    """Return the site and the token, if the site lets in whoever shows these credentials.

    ``site`` is None where the key belongs to no active site. Raises Refused.
    """
    if site is None or shown.key not in site.keys:
        raise Refused(refusal.UNKNOWN_KEY)
    if shown.origin is None or parse_origin(shown.origin) not in site.origins:
        raise Refused(refusal.FOREIGN_ORIGIN)
    if shown.token is None:
        if site.tokens_required:
            raise Refused(refusal.TOKEN_MISSING)
        return site, None
    try:
        return site, verified(shown.token, secret=site.signing_secret, key=shown.key)
    except BadToken as error:
        raise Refused(refusal.bad_token(str(error))) from error


@asynccontextmanager
async def _refusing_without_database() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(LOOK_UP_SECONDS):
            yield
    except (DatabaseError, TimeoutError) as error:
        logger.warning("A key could not be looked up: %s", str(error) or "it takes too long")
        raise Refused(refusal.NOT_NOW) from error


def counted_address(scope: Mapping[str, Any]) -> str:
    """Return where the client is, unless it comes too often. Raises Refused."""
    address = network_of((scope.get("client") or ("", 0))[0])
    if attempts.take(inputs(address, settings.SITE_LIMITS.client_inputs_per_second)):
        raise Refused(refusal.TOO_MANY_ATTEMPTS)
    return address
