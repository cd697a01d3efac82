"""A key works from its site's origins only: scheme, host and port, exactly."""

from __future__ import annotations

import pytest

from autocomplete.models import PublicKey
from tests.live.site import Site
from tests.sites.customers import customer, opened, refused

pytestmark = pytest.mark.asyncio(loop_scope="package")


@pytest.fixture
def key(server: Site) -> PublicKey:
    return customer(("https://shop.example", "http://localhost:3000", "https://bücher.example"))


@pytest.mark.parametrize(
    "origin",
    [
        "https://shop.example",
        "https://shop.example:443",
        "http://localhost:3000",
        "https://xn--bcher-kva.example",
    ],
)
async def test_a_listed_origin_is_welcome(server: Site, key: PublicKey, origin: str) -> None:
    async with opened(server, key, origin=origin):
        pass


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "https://other.example",
        "http://shop.example",
        "https://shop.example:8443",
        "http://localhost",
        "https://localhost:3000",
        "https://www.shop.example",
        "https://shop.example.evil.example",
        "https://evilshop.example",
        "https://shop.example@evil.example",
        "https://shop.example.",
        "https://shop.examp1e",
        "https://xn--shp-1na.example",
        "https://shop.example/",
        "https://shop.example?",
        "https://shop.example\\.evil.example",
    ],
)
async def test_every_other_origin_is_refused(
    server: Site, key: PublicKey, origin: str | None
) -> None:
    status, sentence = await refused(server, key, origin=origin)
    assert status == 403
    assert "origin is refused" in sentence


@pytest.fixture
def key_without_origins(server: Site) -> PublicKey:
    return customer(())


async def test_a_site_without_origins_lets_nobody_in(
    server: Site, key_without_origins: PublicKey
) -> None:
    for origin in ("https://shop.example", server.origin, "null", None):
        assert (await refused(server, key_without_origins, origin=origin))[0] == 403


@pytest.fixture
def other_key(server: Site) -> PublicKey:
    return customer(("https://elsewhere.example",))


async def test_another_sites_origin_does_not_help(
    server: Site, key: PublicKey, other_key: PublicKey
) -> None:
    async with opened(server, other_key, origin="https://elsewhere.example"):
        pass
    assert (await refused(server, key, origin="https://elsewhere.example"))[0] == 403
