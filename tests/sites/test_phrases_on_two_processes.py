"""Phrases that are added or deleted count on every process from the next keystroke."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.live.site import Client
from tests.sites.cluster import Cluster

pytestmark = pytest.mark.asyncio(loop_scope="package")

WITHIN_SECONDS = 1.0
ADD = """
import time
from autocomplete.models import PhraseList
from autocomplete.phrases.phrase_file import WeightedText
from autocomplete.phrases.storing import store
kept = PhraseList.objects.create(name="names", own_pages=True)
store(kept, [WeightedText("Zyprexol")])
print(time.time())
"""
DELETE = """
import time
from autocomplete.models import PhraseList
from autocomplete.phrases.storing import remove
remove(PhraseList.objects.get(name="names"), ["Zyprexol"])
print(time.time())
"""


async def types_until(client: Client, id: int, *, suggested: bool) -> tuple[float, int]:
    """Type on until the phrase is suggested, or no more; when the first such key was pressed."""
    while True:
        id += 1
        pressed = time.time()
        await client.input(id, "We have Zy")
        items = (await client.final(id))["items"]
        if any(one["text"] == "prexol" and one["source"] == "phrase" for one in items) == suggested:
            return pressed, id
        await asyncio.sleep(0.05)


async def test_a_third_process_adds_and_deletes_for_the_open_sockets_of_two(
    cluster: Cluster,
) -> None:
    async with cluster.opened(0) as first, cluster.opened(1) as second:
        clients = [Client(first), Client(second)]
        for client in clients:
            await client.receive()
        ids = [0, 0]
        for code, suggested in ((ADD, True), (DELETE, False)):
            async with asyncio.timeout(60):
                typing = asyncio.gather(
                    *(
                        types_until(client, id, suggested=suggested)
                        for client, id in zip(clients, ids, strict=True)
                    )
                )
                done = float(await cluster.run(code))
                seen = await typing
            assert max(pressed for pressed, _ in seen) - done < WITHIN_SECONDS
            ids = [id for _, id in seen]
