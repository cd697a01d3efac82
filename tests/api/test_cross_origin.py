"""Browsers let pages of the site's own origins read the answers, and no others."""

from __future__ import annotations

import pytest

from autocomplete.models import PublicKey
from tests.api.asking import Answer, ask
from tests.live.site import Site
from tests.sites.customers import ORIGIN, customer

pytestmark = pytest.mark.asyncio(loop_scope="package")

ELSEWHERE = "https://elsewhere.example"


@pytest.fixture
def key(server: Site) -> PublicKey:
    return customer()


@pytest.fixture
def other_key(server: Site) -> PublicKey:
    return customer((ELSEWHERE,))


async def preflight(server: Site, origin: str | None) -> Answer:
    return await ask(
        server,
        b"",
        key=None,
        method="OPTIONS",
        Origin=origin,
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="authorization,content-type",
    )


async def test_a_page_of_the_site_may_read_the_answer(server: Site, key: PublicKey) -> None:
    answer = await ask(server, key=key.key)
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert answer.headers["Vary"] == "Origin"
    assert "Access-Control-Allow-Credentials" not in answer.headers


async def test_it_may_read_errors_too(server: Site, key: PublicKey) -> None:
    answer = await ask(server, b"{", key=key.key)
    assert answer.status == 400
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert answer.headers["Access-Control-Expose-Headers"] == "Retry-After, X-Request-ID"


async def test_a_page_of_another_site_may_not(
    server: Site, key: PublicKey, other_key: PublicKey
) -> None:
    answer = await ask(server, key=key.key, Origin=ELSEWHERE)
    assert answer.status == 403
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert answer.headers["Vary"] == "Origin"


async def test_a_preflight_allows_what_is_needed(server: Site, key: PublicKey) -> None:
    answer = await preflight(server, ORIGIN)
    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert answer.headers["Access-Control-Allow-Methods"] == "POST"
    allowed = answer.headers["Access-Control-Allow-Headers"].lower().split(", ")
    assert {"authorization", "content-type", "x-autocomplete-token"} == set(allowed)


@pytest.mark.parametrize(
    "origin", [None, "null", "http://shop.example", "https://shop.example:8443", ELSEWHERE]
)
async def test_a_preflight_from_elsewhere_allows_nothing(
    server: Site, key: PublicKey, origin: str | None
) -> None:
    answer = await preflight(server, origin)
    assert not [name for name in answer.headers if name.startswith("access-control")]


@pytest.fixture
def inactive_key(server: Site) -> PublicKey:
    return customer((ELSEWHERE,), active=False)


async def test_an_inactive_sites_origin_is_allowed_nothing(
    server: Site, inactive_key: PublicKey
) -> None:
    assert "Access-Control-Allow-Origin" not in (await preflight(server, ELSEWHERE)).headers
