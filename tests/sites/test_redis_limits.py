"""Processes share what sites use by Redis, and count for themselves while it is away."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace

import pytest
from redis.asyncio import Redis

from autocomplete.limits.limit_store import BURST_SECONDS, LimitStore
from autocomplete.limits.redis_limits import RedisLimits
from autocomplete.limits.site_limits import Share, SiteLimits
from tests.live.site import until
from tests.redis_server import RedisServer

# Slow enough that nothing comes back while a test runs.
LIMITS = SiteLimits(
    inputs_per_second=20,
    client_inputs_per_second=5,
    sockets=3,
    client_sockets=2,
    tokens_per_day=100,
)
JO = Share(1, "jo", LIMITS)
KIM = Share(1, "kim", LIMITS)
BURST = 5 * BURST_SECONDS


@pytest.fixture(scope="module")
def _shared_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    yield server
    server.stop()


@pytest.fixture
def redis(_shared_redis: RedisServer) -> RedisServer:
    """Empty."""
    _shared_redis.stop()
    _shared_redis.start()
    return _shared_redis


@pytest.fixture(autouse=True)
def quick_upkeep(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autocomplete.limits.redis_limits.UPKEEP_SECONDS", 0.1)


@asynccontextmanager
async def stores(redis: RedisServer, count: int) -> AsyncIterator[list[RedisLimits]]:
    """As many processes have."""
    async with AsyncExitStack() as stack:
        made = [RedisLimits(redis.url) for _ in range(count)]
        for store in made:
            stack.push_async_callback(store.aclose)
        yield made


async def inputs(store: LimitStore, share: Share, most: int = 100) -> int:
    for taken in range(most):
        if await store.take_input(share):
            return taken
    return most


async def test_processes_share_a_clients_bucket(redis: RedisServer) -> None:
    async with stores(redis, 2) as (one, other):
        begun = time.monotonic()
        taken = await inputs(one, JO) + await inputs(other, JO)
        assert BURST <= taken <= BURST + 1 + 5 * (time.monotonic() - begun)
        # Every 200 ms there is room for one more.
        async with asyncio.timeout(5):
            while (shortage := await other.take_input(JO)) is None:
                pass
        assert shortage.code == "rate_limited"
        assert 0 < shortage.wait_seconds <= 0.2


async def test_a_site_has_one_bucket_for_all_its_clients(redis: RedisServer) -> None:
    narrow = [
        Share(1, name, replace(LIMITS, inputs_per_second=1, client_inputs_per_second=100))
        for name in ("jo", "kim")
    ]
    async with stores(redis, 2) as (one, other):
        assert await inputs(one, narrow[0]) + await inputs(other, narrow[1]) in {2, 3}


async def test_processes_share_the_budget_of_the_day(redis: RedisServer) -> None:
    async with stores(redis, 2) as (one, other):
        one.spend(1, 60)
        assert await one.take_input(JO) is None
        other.spend(1, 40)

        async def exhausted(store: LimitStore) -> bool:
            shortage = await store.take_input(KIM)
            return shortage is not None and shortage.code == "quota_exhausted"

        deadline = time.monotonic() + 5
        while not (await exhausted(one) and await exhausted(other)):
            assert time.monotonic() < deadline


async def test_what_a_process_spent_is_kept_when_it_ends(redis: RedisServer) -> None:
    async with stores(redis, 1) as (one,):
        one.spend(1, 100)
    async with stores(redis, 1) as (other,):
        shortage = await other.take_input(JO)
        assert shortage is not None
        assert shortage.code == "quota_exhausted"


async def test_processes_count_sockets_together(redis: RedisServer) -> None:
    async with stores(redis, 2) as (one, other):
        assert await one.take_socket("a", JO)
        assert await other.take_socket("b", JO)
        assert not await one.take_socket("c", JO)
        assert await other.take_socket("d", KIM)
        assert not await one.take_socket("e", KIM)
        one.release_socket("a")
        deadline = time.monotonic() + 5
        while not await other.take_socket("c", JO):
            assert time.monotonic() < deadline


async def test_sockets_of_a_process_that_died_are_forgotten(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autocomplete.limits.redis_limits.LEASE_SECONDS", 2)
    async with stores(redis, 2) as (died, other):
        # What a process that was killed does no more.
        died._upkeep.cancel()
        assert await died.take_socket("a", JO)
        assert await died.take_socket("b", JO)
        assert not await other.take_socket("c", JO)
        deadline = time.monotonic() + 10
        while not await other.take_socket("c", JO):
            assert time.monotonic() < deadline


async def test_sockets_that_stay_open_stay_counted(
    redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("autocomplete.limits.redis_limits.LEASE_SECONDS", 2)
    async with stores(redis, 2) as (one, other):
        assert await one.take_socket("a", JO)
        assert await one.take_socket("b", JO)
        deadline = time.monotonic() + 3
        while time.monotonic() < deadline:
            assert not await other.take_socket("c", JO)


async def test_a_burst_from_many_clients_is_no_reason_to_think_redis_away(
    redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    wide = replace(LIMITS, inputs_per_second=10_000)
    clients = [Share(1, f"client {number}", wide) for number in range(500)]
    async with stores(redis, 1) as (store,):
        answers = await asyncio.gather(*map(store.take_input, clients))
    assert answers == [None] * 500
    assert not caplog.records


async def test_neither_addresses_nor_users_stand_in_redis(redis: RedisServer) -> None:
    async with stores(redis, 1) as (store,), Redis.from_url(redis.url) as client:
        await store.take_input(Share(1, "203.0.113.7", LIMITS))
        await store.take_socket("a", Share(1, "user jo@example.com", LIMITS))
        keys = [key async for key in client.scan_iter()]
        assert len(keys) == 4
        assert not any(b"203" in key or b"jo" in key for key in keys)
        assert all([await client.ttl(key) > 0 for key in keys])


async def test_without_redis_each_process_holds_the_limits_by_itself(
    redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    async with stores(redis, 2) as (one, other):
        await inputs(one, JO)
        redis.stop()
        for store in (one, other):
            assert BURST - 1 <= await inputs(store, JO) <= BURST + 5
            assert await store.take_socket(f"a{id(store)}", JO)
            assert await store.take_socket(f"b{id(store)}", JO)
            assert not await store.take_socket(f"c{id(store)}", JO)
        redis.start()
    warnings = [record.message for record in caplog.records if record.levelno == logging.WARNING]
    assert len([text for text in warnings if "does not answer" in text]) == 2
    assert not [record for record in caplog.records if record.levelno > logging.WARNING]


async def test_when_redis_is_back_it_learns_what_happened_meanwhile(
    redis: RedisServer, caplog: pytest.LogCaptureFixture
) -> None:
    async with stores(redis, 2) as (one, other):
        assert await one.take_socket("a", JO)
        redis.stop()
        one.spend(1, 100)
        assert await one.take_input(JO)
        assert await one.take_socket("b", JO)
        redis.start()
        await until(lambda: "answers again" in caplog.text)
        # That Redis was away the other process has not even noticed.
        assert not await other.take_socket("c", JO)
        shortage = await other.take_input(JO)
        assert shortage is not None
        assert shortage.code == "quota_exhausted"


async def test_the_budget_goes_on_from_what_was_last_known(redis: RedisServer) -> None:
    async with stores(redis, 1) as (earlier,):
        earlier.spend(1, 90)
    async with stores(redis, 1) as (store,):
        assert await store.take_input(JO) is None
        redis.stop()
        assert await store.take_input(JO) is None
        store.spend(1, 10)
        shortage = await store.take_input(JO)
        assert shortage is not None
        assert shortage.code == "quota_exhausted"
        redis.start()


async def test_a_redis_that_hangs_holds_up_one_input_for_a_moment(redis: RedisServer) -> None:
    async with stores(redis, 1) as (store,):
        assert await store.take_input(JO) is None
        redis.hang()
        try:
            begun = time.monotonic()
            for _ in range(5):
                assert await store.take_input(KIM) is None
            assert time.monotonic() - begun < 3
        finally:
            redis.resume()
