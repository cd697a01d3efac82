"""What is published reaches everybody who types, on every process, in under a second."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.live.site import Client
from tests.sites.cluster import Cluster

pytestmark = pytest.mark.asyncio(loop_scope="package")

WITHIN_SECONDS = 1.0
# Prints when the publishing was done, on the clock that all processes share.
PUBLISH = """
import time
from django.contrib.auth.models import User
from autocomplete.models import ProfileDraft
from autocomplete.publishing.publish import publish
draft, _ = ProfileDraft.objects.get_or_create(slug="default")
draft.values["suggestions"] = {suggestions}
draft.save()
publish(draft, by=User.objects.get(username="admin"), why="A test.")
print(time.time())
"""


async def types_until(client: Client, count: int) -> float:
    """Type on until so many suggestions are shown; return when the first such key was pressed."""
    id = 0
    while True:
        id += 1
        pressed = time.time()
        await client.input(id, "I have t")
        if len((await client.final(id))["items"]) == count:
            return pressed
        await asyncio.sleep(0.05)


@pytest.mark.parametrize("redis", ["there", "away"])
async def test_a_third_process_publishes_to_the_open_sockets_of_two(
    cluster: Cluster, redis: str
) -> None:
    count = 1 if redis == "there" else 2
    async with cluster.opened(0) as first, cluster.opened(1) as second:
        clients = [Client(first), Client(second)]
        for client in clients:
            await client.receive()
        if redis == "away":
            cluster.redis.stop()
        try:
            async with asyncio.timeout(60):
                typing = asyncio.gather(*(types_until(client, count) for client in clients))
                published = float(await cluster.run(PUBLISH.format(suggestions=count)))
                seen = await typing
        finally:
            if redis == "away":
                cluster.redis.start()
    # Without Redis, every process reads the database once a second.
    within = WITHIN_SECONDS if redis == "there" else 2 * WITHIN_SECONDS
    assert max(seen) - published < within
