"""A process that is killed loses no report that it acknowledged, and none is counted twice."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.live.site import Client
from tests.sites.cluster import running_cluster

pytestmark = pytest.mark.services

REPORTS = 30
# Prints how many accepts there are, how many of them differ, and what the counts of the day say.
COUNTED = """
from autocomplete.models import Event, EventCounts

accepts = Event.objects.filter(kind="accept")
print(accepts.count(), len(set(accepts.values_list("session", "number"))),
    sum(row.counts.get("accepted", 0) for row in EventCounts.objects.filter(period="day")))
"""


async def acknowledged(client: Client, numbers: set[int], *, until: int) -> None:
    """Read until so many are acknowledged, or the socket ends."""
    while len(numbers) < until:
        frame = await client.receive(within=10)
        if frame["type"] == "ack":
            numbers.update(frame["events"])


@pytest.mark.asyncio
async def test_accepts_outlive_the_process_that_was_told_of_them(tmp_path: Path) -> None:
    def accept(number: int) -> dict[str, Any]:
        return {
            "type": "accept", "id": 1, "rank": 0, "length": 2, "ms_shown": 500, "event": number,
        }  # fmt: skip

    async with running_cluster(tmp_path) as cluster:
        known: set[int] = set()
        async with cluster.opened(0) as socket:
            client = Client(socket)
            session = (await client.receive())["session"]
            await client.input(1, "I have t")
            await client.final(1)
            for number in range(REPORTS // 2):
                await client.send(**accept(number))
            # Some batch is stored; what comes behind it waits in the process's memory.
            await acknowledged(client, known, until=1)
            for number in range(REPORTS // 2, REPORTS):
                await client.send(**accept(number))
            await client.send(type="ping")
            while (await client.receive())["type"] != "pong":
                pass
            cluster.processes[0].process.kill()
        before = set(known)
        async with cluster.opened(1) as socket:
            client = Client(socket)
            await client.receive()
            # As the widget does; and some that were acknowledged, as if that had been lost.
            for number in range(REPORTS):
                await client.send(**accept(number), session=session)
            async with asyncio.timeout(30):
                await acknowledged(client, known, until=REPORTS)
        assert before
        assert await cluster.run(COUNTED) == f"{REPORTS} {REPORTS} {REPORTS}"
