"""The socket before the real model: suggestions make sense, and work cut off really stops."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from channels.routing import ProtocolTypeRouter
from django.test import override_settings

from autocomplete.language_model.embedded import EmbeddedServer
from tests.live.site import Site, running

pytestmark = [pytest.mark.model, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(embedded_model: EmbeddedServer) -> AsyncIterator[Site]:
    from autocomplete.live.lifespan import lifespan
    from autocomplete.live.routing import websocket

    with override_settings(
        MODEL_URL=embedded_model.base_url,
        MODEL_API_KEY=embedded_model.api_key,
        MODEL_NAME=embedded_model.name,
        MODEL_LANES=embedded_model.lanes,
    ):
        routes = {"websocket": websocket, "lifespan": lifespan}
        async with running(ProtocolTypeRouter(routes)) as site:
            yield site


class Counters:
    """llama.cpp's own counters, read over HTTP."""

    def __init__(self, embedded: EmbeddedServer) -> None:
        self._client = httpx.AsyncClient(
            base_url=embedded.base_url.removesuffix("/v1"),
            headers={"Authorization": f"Bearer {embedded.api_key}"},
            timeout=60,
        )

    async def aclose(self) -> None:
        await self._client.aclose()

    async def prompt_tokens(self) -> int:
        text = (await self._client.get("/metrics")).text
        found = re.search(r"^llamacpp:prompt_tokens_total (\d+)", text, re.MULTILINE)
        assert found is not None
        return int(found[1])

    async def busy(self) -> bool:
        return any(slot["is_processing"] for slot in (await self._client.get("/slots")).json())


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def counters(embedded_model: EmbeddedServer) -> AsyncIterator[Counters]:
    counters = Counters(embedded_model)
    yield counters
    await counters.aclose()


async def test_a_common_phrase_is_continued_as_people_do(site: Site) -> None:
    async with site.client() as client:
        await client.input(1, "Thank you for your ")
        final = await client.final(1, within=60)
        texts = [item["text"] for item in final["items"]]
        assert "help" in texts or "time" in texts
        assert all(0 < item["prob"] <= 1 for item in final["items"])
        assert final["stats"]["evaluated_tokens"] > 0


LONG = " ".join(f"{number} people went to see house {number * 7}," for number in range(1, 80))


async def test_a_newer_input_stops_the_reading_of_a_long_prompt(
    site: Site, counters: Counters
) -> None:
    async with site.client() as client:
        await client.input(1, "Hi ")
        await client.final(1, within=60)
        before = await counters.prompt_tokens()
        await client.input(2, LONG + " and t")
        while not await counters.busy():
            await asyncio.sleep(0.005)
        await client.input(3, "Hi t")
        frame = await client.final(3, within=60)
        assert frame["id"] == 3
        while await counters.busy():
            await asyncio.sleep(0.01)
        whole = len(LONG) // 4
        assert await counters.prompt_tokens() - before < whole


async def test_a_client_that_leaves_stops_the_reading_of_a_long_prompt(
    site: Site, counters: Counters
) -> None:
    async with site.client() as client:
        await client.input(1, "Hi ")
        await client.final(1, within=60)
        before = await counters.prompt_tokens()
        await client.input(2, LONG[::-1] + " and t")
        while not await counters.busy():
            await asyncio.sleep(0.005)
    async with asyncio.timeout(10):
        while await counters.busy():
            await asyncio.sleep(0.01)
    assert await counters.prompt_tokens() - before < len(LONG) // 4


@pytest.mark.parametrize(
    "text",
    ["", "   ", "I love 😀", "שלום, מה ", "我想", "x" * 5_000, "😀" * 4_000, "भ" * 4_000, "\x00a"],
    ids=lambda text: ascii(text[:10]),
)
async def test_the_real_model_has_an_answer_to_every_odd_text(site: Site, text: str) -> None:
    async with site.client() as client:
        await client.input(1, text)
        await client.final(1, within=120)
        await client.input(2, "Thank you for your ")
        assert (await client.final(2, within=60))["items"]
