"""Limits hold however often a socket is opened anew and whatever Origin it claims."""

from __future__ import annotations

import asyncio
import http.client
import json
import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from pytest_django import Settings

from autocomplete.models import PublicKey
from tests.live.site import Client, Site, until
from tests.live.stand_in_model import StandInModel
from tests.sites.customers import ORIGIN, changed, customer, opened, refused, signed

pytestmark = pytest.mark.asyncio(loop_scope="package")

OTHER_ORIGIN = "https://shop.example:8443"


@pytest.fixture
def limited(server: Site) -> Callable[..., PublicKey]:
    return lambda **limits: customer((ORIGIN, OTHER_ORIGIN), **limits)


async def flood(client: Client, inputs: int) -> int:
    """Send so many inputs and return how many of them were refused as coming too fast."""
    for id in range(1, inputs + 1):
        await client.input(id, "I have t")
    limited = 0
    while True:
        frame = await client.receive()
        limited += frame.get("code") == "rate_limited"
        if frame["id"] == inputs and frame.get("final", True):
            return limited


async def answered(client: Client, id: int) -> bool:
    await client.input(id, "I have t")
    while (frame := await client.receive())["id"] != id:
        pass
    if frame["type"] == "suggestions":
        return True
    assert frame["code"] == "rate_limited"
    assert 0 < frame["retry_after_ms"] <= 2000
    return False


async def one_by_one(client: Client, inputs: int) -> int:
    """How many of so many inputs are answered, each sent when the one before was answered."""
    taken = 0
    for id in range(1, inputs + 1):
        taken += await answered(client, id)
    return taken


@pytest.fixture
def key(limited: Callable[..., PublicKey]) -> PublicKey:
    return limited()


async def test_a_flood_on_one_socket_is_refused_and_leaves_the_socket_alive(
    server: Site, key: PublicKey
) -> None:
    async with opened(server, key) as client:
        assert await flood(client, 300) >= 150
        await asyncio.sleep(0.2)
        assert await answered(client, 1000)


@pytest.fixture
def slow_key(limited: Callable[..., PublicKey]) -> PublicKey:
    """Ten inputs at once for a client, then five a second."""
    return limited(client_inputs_per_second=5)


async def test_a_socket_opened_anew_finds_the_bucket_as_it_was(
    server: Site, slow_key: PublicKey
) -> None:
    begun = time.monotonic()
    taken = 0
    for _ in range(6):
        async with opened(server, slow_key) as client:
            taken += await one_by_one(client, 5)
    assert 10 <= taken <= 10 + 5 * (time.monotonic() - begun)


async def test_another_origin_finds_the_bucket_as_it_was(server: Site, slow_key: PublicKey) -> None:
    begun = time.monotonic()
    async with opened(server, slow_key) as client:
        await one_by_one(client, 10)
    async with opened(server, slow_key, origin=OTHER_ORIGIN) as client:
        assert await one_by_one(client, 10) <= 5 * (time.monotonic() - begun)


async def test_the_http_api_finds_the_bucket_as_it_was(server: Site, slow_key: PublicKey) -> None:
    async with opened(server, slow_key) as client:
        await one_by_one(client, 12)

    def status() -> tuple[int, str | None]:
        connection = http.client.HTTPConnection("127.0.0.1", server.port)
        body = json.dumps({"type": "input", "id": 1, "text": "I have t"})
        connection.request(
            "POST",
            "/api/v1/suggest",
            body,
            {
                "Authorization": f"Bearer {slow_key.key}",
                "Origin": ORIGIN,
                "Content-Type": "application/json",
            },
        )
        response = connection.getresponse()
        response.read()
        connection.close()
        return response.status, response.headers["Retry-After"]

    # Five a second come back, so the first may get through; of a bucket of its own, ten would.
    assert (429, "1") in [await asyncio.to_thread(status) for _ in range(8)]


async def test_users_of_signed_tokens_have_a_bucket_each_wherever_they_are(
    server: Site, slow_key: PublicKey
) -> None:
    async with opened(server, slow_key, token=signed(slow_key, sub="jo")) as jo:
        assert await one_by_one(jo, 12) < 12
    async with opened(server, slow_key, token=signed(slow_key, sub="kim")) as kim:
        assert await one_by_one(kim, 10) == 10
    async with opened(server, slow_key, token=signed(slow_key, sub="kim", iat=1)) as kim:
        assert await one_by_one(kim, 10) < 10


@pytest.fixture
def narrow_key(limited: Callable[..., PublicKey]) -> PublicKey:
    return limited(inputs_per_second=5)


async def test_all_clients_of_a_site_share_its_limit(server: Site, narrow_key: PublicKey) -> None:
    async with opened(server, narrow_key, token=signed(narrow_key, sub="jo")) as jo:
        await one_by_one(jo, 10)
    async with opened(server, narrow_key, token=signed(narrow_key, sub="kim")) as kim:
        assert await one_by_one(kim, 10) < 10


@pytest.fixture
def single_key(limited: Callable[..., PublicKey]) -> PublicKey:
    return limited(client_sockets=1, sockets=2)


async def test_one_socket_too_many_of_a_client_is_closed_with_4409(
    server: Site, single_key: PublicKey
) -> None:
    async with (
        opened(server, single_key),
        opened(server, single_key, read_ready=False) as second,
    ):
        assert await second.close_code() == 4409
    async with opened(server, single_key) as again:
        assert await answered(again, 1)


async def test_one_socket_too_many_of_a_site_is_closed_with_4409(
    server: Site, single_key: PublicKey
) -> None:
    jo, kim, lee = (signed(single_key, sub=name) for name in ("jo", "kim", "lee"))
    async with (
        opened(server, single_key, token=jo),
        opened(server, single_key, token=kim),
        opened(server, single_key, token=lee, read_ready=False) as third,
    ):
        assert await third.close_code() == 4409


@pytest.fixture
def poor_key(limited: Callable[..., PublicKey]) -> PublicKey:
    return limited(tokens_per_day=3)


async def test_a_site_that_has_used_up_its_tokens_is_told_until_when(
    server: Site, poor_key: PublicKey
) -> None:
    async with opened(server, poor_key) as client:
        spent = 0
        for id in range(1, 5):
            # Another word, so that the model is asked anew.
            await client.input(id, "I have " + "t " * id)
            frame = await client.receive()
            while frame["type"] == "suggestions" and not frame["final"]:
                frame = await client.receive()
            if frame["type"] == "error":
                break
            spent += frame["stats"]["evaluated_tokens"]
        assert spent >= 3
        assert frame["code"] == "quota_exhausted"
        assert 0 < frame["retry_after_ms"] <= 86_400_000
    async with opened(server, poor_key) as again:
        await again.input(1, "I have t")
        assert (await again.receive())["code"] == "quota_exhausted"


async def test_a_larger_budget_counts_from_then_on(server: Site, poor_key: PublicKey) -> None:
    async with opened(server, poor_key) as client:
        for id in range(1, 5):
            await client.input(id, "I have " + "t " * id)
            while (frame := await client.receive())["type"] == "suggestions":
                if frame["final"]:
                    break
        assert frame["type"] == "error"
    poor_key.site.tokens_per_day = 1_000
    await changed(poor_key.site.save)
    async with opened(server, poor_key) as client:
        assert await answered(client, 1)


@pytest.fixture
def penniless_key(limited: Callable[..., PublicKey]) -> PublicKey:
    return limited(tokens_per_day=1)


async def test_work_whose_answer_nobody_waits_for_is_charged_too(
    server: Site, stand_in: StandInModel, penniless_key: PublicKey
) -> None:
    key = penniless_key
    async with opened(server, key) as client:
        await client.input(1, "I have t")
        await until(lambda: stand_in.finished)
    async with opened(server, key) as client:
        await client.input(1, "I have t")
        assert (await client.receive())["code"] == "quota_exhausted"


async def test_the_servers_own_pages_are_limited_as_well(server: Site, settings: Settings) -> None:
    settings.SITE_LIMITS = replace(settings.SITE_LIMITS, client_sockets=1)
    async with server.client(), server.client(read_ready=False) as second:
        assert await second.close_code() == 4409


async def test_whoever_tries_keys_is_soon_refused_without_a_look_at_the_database(
    server: Site, settings: Settings
) -> None:
    settings.SITE_LIMITS = replace(settings.SITE_LIMITS, client_inputs_per_second=7)
    statuses = [(await refused(server, f"pk_{number}"))[0] for number in range(20)]
    assert statuses[:14] == [401] * 14
    assert 429 in statuses[14:]
