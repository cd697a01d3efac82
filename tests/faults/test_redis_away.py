"""Redis hangs, or goes away and comes back, while sockets are open: they live and hear again."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest

from tests.faults.crowd import everyone_goes_on, typing
from tests.live.site import Client
from tests.sites.cluster import Cluster, running_cluster
from tests.sites.test_two_processes import REVOKE, new_key

PEOPLE = 4


@pytest.mark.parametrize("fault", ["gone", "hung"])
async def test_nobody_is_cut_off_and_revoking_is_heard_of_afterwards(
    tmp_path: Path, fault: str
) -> None:
    async with running_cluster(tmp_path, AUTOCOMPLETE_WORKER="0") as cluster:
        urls = [served.url for served in cluster.processes]
        key = await new_key(cluster, "revoked later")
        async with (
            cluster.opened(0, key) as first,
            cluster.opened(1, key) as second,
            typing(urls, PEOPLE) as typists,
        ):
            await asyncio.gather(Client(first).receive(), Client(second).receive())
            await everyone_goes_on(typists, within=30)
            await _fault(cluster, fault)
            codes = asyncio.gather(
                Client(first).close_code(within=30), Client(second).close_code(within=30)
            )
            await cluster.run(REVOKE.format(key=key))
            revoked = time.monotonic()
            assert set(await codes) == {4401}
            assert time.monotonic() - revoked < 1.5
        assert not any(typist.breaks for typist in typists)
    if fault == "gone":
        for said in cluster.said:
            assert "Changes of sites are heard of again." in said
            assert "Redis answers again" in said


async def _fault(cluster: Cluster, fault: str) -> None:
    (cluster.redis.stop if fault == "gone" else cluster.redis.hang)()
    await asyncio.sleep(2)
    (cluster.redis.start if fault == "gone" else cluster.redis.resume)()
    # Each process looks for Redis once a second.
    await asyncio.sleep(3)
