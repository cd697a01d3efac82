"""Tokens that a site's own server signs are checked to the letter, and required where it says."""

from __future__ import annotations

import time
from typing import Any

import jwt
import pytest

from autocomplete.models import PublicKey
from tests.live.site import Site
from tests.sites.customers import changed, customer, opened, refused, signed

pytestmark = pytest.mark.asyncio(loop_scope="package")


@pytest.fixture
def key(server: Site) -> PublicKey:
    return customer(tokens_required=True)


@pytest.fixture
def other_key(server: Site) -> PublicKey:
    return customer(tokens_required=True)


@pytest.mark.parametrize("named", ["aud", "iss", "one of several aud"])
async def test_a_token_for_the_key_lets_its_user_in(
    server: Site, key: PublicKey, named: str
) -> None:
    claims: dict[str, dict[str, Any]] = {
        "aud": {"aud": key.key},
        "iss": {"aud": None, "iss": key.key},
        "one of several aud": {"aud": ["another service", key.key]},
    }
    async with opened(server, key, token=signed(key, **claims[named])) as client:
        await client.input(1, "I have t")
        assert (await client.final(1))["items"]


async def test_without_a_token_nobody_is_let_in(server: Site, key: PublicKey) -> None:
    status, sentence = await refused(server, key)
    assert status == 401
    assert "its own server has signed" in sentence


async def test_an_expired_token_is_refused(server: Site, key: PublicKey) -> None:
    status, sentence = await refused(server, key, token=signed(key, exp=int(time.time()) - 60))
    assert status == 401
    assert "expired" in sentence


async def test_a_token_that_lives_longer_than_a_day_is_refused(
    server: Site, key: PublicKey
) -> None:
    token = signed(key, exp=int(time.time()) + 25 * 3600)
    status, sentence = await refused(server, key, token=token)
    assert status == 401
    assert "24 hours" in sentence


async def test_a_wrongly_signed_token_is_refused(server: Site, key: PublicKey) -> None:
    claims = {"aud": key.key, "sub": "jo", "exp": int(time.time()) + 60}
    status, sentence = await refused(server, key, token=jwt.encode(claims, "0" * 64))
    assert status == 401
    assert "not signed with this site's secret" in sentence


async def test_a_token_of_another_site_is_refused(
    server: Site, key: PublicKey, other_key: PublicKey
) -> None:
    assert (await refused(server, key, token=signed(other_key)))[0] == 401
    assert (await refused(server, key, token=signed(other_key, aud=key.key)))[0] == 401


async def test_a_token_for_another_key_of_the_site_is_refused(server: Site, key: PublicKey) -> None:
    status, sentence = await refused(server, key, token=signed(key, aud="pk_old"))
    assert status == 401
    assert "another key" in sentence


async def test_an_unsigned_token_is_refused(server: Site, key: PublicKey) -> None:
    claims = {"aud": key.key, "sub": "jo", "exp": int(time.time()) + 60}
    token = jwt.encode(claims, "", algorithm="none")
    assert token.endswith(".")
    assert (await refused(server, key, token=token))[0] == 401


async def test_another_algorithm_is_refused(server: Site, key: PublicKey) -> None:
    assert (await refused(server, key, token=signed(key, algorithm="HS512")))[0] == 401


async def test_a_token_does_not_make_up_for_an_origin(server: Site, key: PublicKey) -> None:
    refusal = await refused(server, key, origin="https://evil.example", token=signed(key))
    assert refusal[0] == 403


async def test_where_tokens_are_not_required_a_bad_one_is_refused_all_the_same(
    server: Site, key: PublicKey
) -> None:
    key.site.tokens_required = False
    await changed(key.site.save)
    async with opened(server, key):
        pass
    assert (await refused(server, key, token="x"))[0] == 401


async def test_another_secret_ends_the_old_tokens(server: Site, key: PublicKey) -> None:
    old = signed(key)
    await changed(key.site.rotate_secret)
    assert (await refused(server, key, token=old))[0] == 401
    async with opened(server, key, token=signed(key)):
        pass


async def test_a_socket_does_not_outlive_its_token(
    server: Site, key: PublicKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autocomplete.live.consumer.CLOCK_SKEW_SECONDS", 0)
    async with opened(server, key, token=signed(key, exp=int(time.time()) + 4)) as client:
        await client.input(1, "I have t")
        await client.final(1)
        assert await client.close_code() == 4401
