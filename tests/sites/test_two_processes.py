"""Two web processes with one Redis and one database keep limits and revocations together."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.live.site import Client
from tests.sites.cluster import Cluster

pytestmark = pytest.mark.asyncio(loop_scope="package")

NEW_SITE = """
from autocomplete.models import AllowedOrigin, PublicKey, Site
site = Site.objects.create(name={name!r}, client_inputs_per_second=5, client_sockets=2)
AllowedOrigin.objects.create(site=site, origin="https://shop.example")
print(PublicKey.objects.create(site=site).key)
"""
REVOKE = "from autocomplete.models import PublicKey; PublicKey.objects.get(key={key!r}).revoke()"


async def new_key(cluster: Cluster, name: str) -> str:
    return await cluster.run(NEW_SITE.format(name=name))


async def answered(client: Client, id: int) -> bool:
    await client.input(id, "I have t")
    while (frame := await client.receive())["id"] != id or frame.get("final") is False:
        pass
    return bool(frame["type"] == "suggestions")


async def test_a_client_finds_its_bucket_as_it_was_at_the_other_process(cluster: Cluster) -> None:
    key = await new_key(cluster, "one bucket")
    begun = time.monotonic()
    taken = 0
    for process in (0, 1):
        # No proxy is configured, so that this changes nothing.
        forged = {"X-Forwarded-For": f"203.0.113.{process}"}
        async with cluster.opened(process, key, **forged) as connection:
            client = Client(connection)
            await client.receive()
            taken += sum([await answered(client, id) for id in range(1, 13)])
    assert 10 <= taken <= 11 + 5 * (time.monotonic() - begun)


async def test_sockets_are_counted_over_both_processes(cluster: Cluster) -> None:
    key = await new_key(cluster, "few sockets")
    async with (
        cluster.opened(0, key) as first,
        cluster.opened(1, key) as second,
    ):
        await Client(first).receive()
        await Client(second).receive()
        for process in (0, 1):
            async with cluster.opened(process, key) as third:
                assert await Client(third).close_code() == 4409


async def test_a_key_revoked_in_a_third_process_ends_its_sockets_in_both(
    cluster: Cluster,
) -> None:
    key = await new_key(cluster, "revoked")
    async with cluster.opened(0, key) as first, cluster.opened(1, key) as second:
        await asyncio.gather(Client(first).receive(), Client(second).receive())
        codes = asyncio.gather(
            Client(first).close_code(within=30), Client(second).close_code(within=30)
        )
        await cluster.run(REVOKE.format(key=key))
        revoked = time.monotonic()
        assert set(await codes) == {4401}
        assert time.monotonic() - revoked < 1.0


async def test_while_redis_is_away_typing_goes_on_and_revoking_still_works(
    cluster: Cluster,
) -> None:
    key = await new_key(cluster, "without redis")
    async with cluster.opened(0, key) as first, cluster.opened(1, key) as second:
        clients = [Client(first), Client(second)]
        for client in clients:
            await client.receive()
            assert await answered(client, 1)
        cluster.redis.stop()
        try:
            for client in clients:
                assert await answered(client, 2)
            await cluster.run(REVOKE.format(key=key))
            for client in clients:
                assert await client.close_code(within=5) == 4401
        finally:
            cluster.redis.start()
    # Back again: the next test of this module, whichever it is, would fail otherwise.
    key = await new_key(cluster, "with redis again")
    deadline = time.monotonic() + 10
    async with cluster.opened(0, key) as first, cluster.opened(1, key) as second:
        await asyncio.gather(Client(first).receive(), Client(second).receive())
        while time.monotonic() < deadline:
            async with cluster.opened(0, key) as third:
                try:
                    if await Client(third).close_code(within=0.5) == 4409:
                        return
                except TimeoutError:
                    continue
    raise AssertionError("The processes do not count together again.")
