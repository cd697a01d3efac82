"""However many requests are abandoned at whatever moment, the next one is answered."""

from __future__ import annotations

import asyncio
import contextlib
from functools import partial
from random import Random
from typing import Any

import httpx
import pytest

from autocomplete.language_model import connections
from autocomplete.language_model.transport import Transport
from tests.live.stand_in_model import StandInModel


async def ask(transport: Transport) -> int:
    return len([answer async for answer in transport.post("/completions", BODY)])


BODY = {"prompt": ["I have"], "stream": True}


@pytest.fixture(autouse=True)
def few_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that httpx keeps for good are soon missed."""
    limits = httpx.Limits(max_connections=30)
    monkeypatch.setattr(httpx, "AsyncClient", partial(_client, httpx.AsyncClient, limits))
    monkeypatch.setattr(connections, "MOST_ABANDONED", 5)


def _client(make: type[httpx.AsyncClient], few: httpx.Limits, **options: Any) -> httpx.AsyncClient:
    return make(**{**options, "limits": few})


async def test_connections_do_not_run_out() -> None:
    random = Random(1)
    async with StandInModel() as model:
        transport = Transport(
            model.url, api_key="", api_key_variable="NONE", timeout_s=5, total_s=10
        )
        for _ in range(600):
            asked = [asyncio.create_task(ask(transport)) for _ in range(random.choice((1, 2, 5)))]
            if random.random() < 0.3:
                for _ in range(random.randrange(6)):
                    await asyncio.sleep(0)
            else:
                await asyncio.sleep(random.random() * 0.004)
            for task in asked:
                task.cancel()
                # Whoever is in a hurry cancels again.
                if random.random() < 0.2:
                    await asyncio.sleep(0)
                    task.cancel()
            for task in asked:
                with contextlib.suppress(asyncio.CancelledError):
                    await task
        async with asyncio.timeout(2):
            assert await asyncio.gather(*(ask(transport) for _ in range(20))) == [1] * 20
        await transport.aclose()
        # What httpx keeps for good would still be open.
        async with asyncio.timeout(5):
            while model.under_way:
                await asyncio.sleep(0.01)
