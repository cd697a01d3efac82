"""A public key lets in the pages of its own site, and nobody when it is unknown or revoked."""

from __future__ import annotations

import pytest
from django.db import connection

from autocomplete.models import PublicKey
from tests.live.site import Site
from tests.sites.customers import ORIGIN, changed, customer, opened, refused

pytestmark = pytest.mark.asyncio(loop_scope="package")


@pytest.fixture
def key(server: Site) -> PublicKey:
    return customer()


async def test_a_page_of_the_site_gets_suggestions(server: Site, key: PublicKey) -> None:
    async with opened(server, key) as client:
        await client.input(1, "I have t")
        assert (await client.final(1))["items"]


async def test_an_unknown_key_is_refused(server: Site, key: PublicKey) -> None:
    status, sentence = await refused(server, "pk_" + "0" * 32)
    assert status == 401
    assert "unknown or revoked" in sentence


async def test_a_key_too_long_to_be_one_is_refused(server: Site, key: PublicKey) -> None:
    assert (await refused(server, "pk_" + "0" * 5_000))[0] == 401


async def test_a_revoked_key_is_refused(server: Site, key: PublicKey) -> None:
    await changed(key.revoke)
    status, sentence = await refused(server, key)
    assert status == 401
    assert "unknown or revoked" in sentence


async def test_a_key_of_an_inactive_site_is_refused(server: Site, key: PublicKey) -> None:
    key.site.active = False
    await changed(key.site.save)
    assert (await refused(server, key))[0] == 401


async def test_a_site_may_have_two_keys_while_one_replaces_the_other(
    server: Site, key: PublicKey
) -> None:
    fresh = PublicKey(site=key.site)
    await changed(fresh.save)
    async with opened(server, key), opened(server, fresh):
        await changed(key.revoke)
    async with opened(server, fresh) as client:
        await client.input(1, "I have t")
        assert (await client.final(1))["items"]
    assert (await refused(server, key))[0] == 401


async def test_the_own_origin_does_not_stand_in_for_a_key(server: Site, key: PublicKey) -> None:
    assert (await refused(server, key, origin=server.origin))[0] == 403
    assert (await refused(server, "", origin=server.origin))[0] == 401


async def test_the_sites_profile_is_the_sockets(server: Site, key: PublicKey) -> None:
    key.site.profile = "renamed since"
    await changed(key.site.save)
    async with opened(server, key, read_ready=False) as client:
        assert (await client.receive())["profile"] == "renamed since"
        await client.input(1, "I have t")
        assert (await client.receive())["code"] == "unknown_profile"
        await client.input(2, "I have t", profile="default")
        assert (await client.final(2))["items"]


async def test_no_cookie_is_read_or_set(server: Site, key: PublicKey) -> None:
    headers = {"Cookie": "sessionid=x"}
    async with opened(server, key, origin=ORIGIN, additional_headers=headers) as client:
        assert client.connection.response is not None
        assert "set-cookie" not in client.connection.response.headers


@pytest.mark.parametrize(
    "origin",
    [
        pytest.param(None, id="none"),
        pytest.param("null", id="null"),
        pytest.param("https://other.example", id="not listed"),
        pytest.param("http://shop.example", id="other scheme"),
        pytest.param("https://shop.example:8443", id="other port"),
        pytest.param("https://shop.example.evil.example", id="look-alike"),
    ],
)
async def test_a_page_of_another_origin_is_refused(
    server: Site, key: PublicKey, origin: str | None
) -> None:
    status, sentence = await refused(server, key, origin=origin)
    assert status == 403
    assert "origin is refused" in sentence


@pytest.fixture
def other_key(server: Site) -> PublicKey:
    return customer(("https://elsewhere.example",))


async def test_another_sites_origin_does_not_help(
    server: Site, key: PublicKey, other_key: PublicKey
) -> None:
    async with opened(server, other_key, origin="https://elsewhere.example"):
        pass
    assert (await refused(server, key, origin="https://elsewhere.example"))[0] == 403


@pytest.fixture
def key_without_origins(server: Site) -> PublicKey:
    return customer(())


async def test_a_site_without_origins_lets_nobody_in(
    server: Site, key_without_origins: PublicKey
) -> None:
    for origin in (ORIGIN, server.origin, "null", None):
        assert (await refused(server, key_without_origins, origin=origin))[0] == 403


async def test_without_its_database_the_site_says_so_and_goes_on(
    server: Site, key: PublicKey, caplog: pytest.LogCaptureFixture
) -> None:
    await changed(lambda: connection.cursor().execute("ALTER TABLE autocomplete_site RENAME TO x"))
    try:
        status, sentence = await refused(server, key)
        assert status == 503
        assert "try again" in sentence
        assert "Traceback" not in caplog.text
        async with server.client() as own:
            await own.input(1, "I have t")
            assert (await own.final(1))["items"]
    finally:
        await changed(
            lambda: connection.cursor().execute("ALTER TABLE x RENAME TO autocomplete_site")
        )


async def test_an_oversized_frame_is_answered_and_leaves_the_socket_alive(
    server: Site, key: PublicKey
) -> None:
    async with opened(server, key) as client:
        await client.input(1, "x" * 100_000)
        assert (await client.receive())["code"] == "bad_frame"
        await client.input(2, "I have t")
        assert (await client.final(2))["items"]
