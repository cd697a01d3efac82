"""The wall clock of a running site jumps by an hour, forwards or back: nobody notices."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from autocomplete.loadtest.typist import address, opened
from tests.faults.crowd import everyone_goes_on, reports_are_acknowledged, typing
from tests.faults.stored import check_reports
from tests.live.site import Client
from tests.live.stand_in_model import StandInModel
from tests.serving.served import Served, serving

PEOPLE = 4
HOUR = 3600
# Inputs a second of one client, and as many seconds' worth of them at once.
RATE, BURST_SECONDS = 5, 2


@asynccontextmanager
async def site_with_clock(
    data: Path, **more: Any
) -> AsyncIterator[tuple[Served, Callable[[int], object]]]:
    """A site, and what sets how many seconds its wall clock is off."""
    offset = data.with_name("offset")
    offset.write_text("0")
    async with StandInModel() as model:
        with serving(
            data,
            program=(sys.executable, "-m", "tests.faults.clock_that_jumps"),
            CLOCK_OFFSET_FILE=str(offset),
            AUTOCOMPLETE_MODEL_URL=model.url,
            AUTOCOMPLETE_WORKER="0",
            **more,
        ) as site:
            await asyncio.to_thread(site.wait_until_ready)
            yield site, lambda seconds: offset.write_text(str(seconds))
            site.process.terminate()
            said = await asyncio.to_thread(site.rest)
    assert "Traceback" not in said, said


async def seconds_off(site: Served) -> float:
    """How far the clock that the site tells its answers' time by is from this process's."""
    # uvicorn looks at the clock once a second.
    await asyncio.sleep(1.5)
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"{site.url}/healthz")
    return parsedate_to_datetime(answer.headers["date"]).timestamp() - time.time()


@pytest.mark.parametrize("seconds", [HOUR, -HOUR])
async def test_people_type_on_and_reports_are_stored_once(tmp_path: Path, seconds: int) -> None:
    data = tmp_path / "data"
    async with site_with_clock(data) as (site, jump):
        async with typing([site.url], PEOPLE) as typists:
            await everyone_goes_on(typists, within=30)
            jump(seconds)
            await everyone_goes_on(typists, within=10)
            assert await seconds_off(site) == pytest.approx(seconds, abs=30)
            await reports_are_acknowledged(typists, 2, within=30)
            jump(0)
            await everyone_goes_on(typists, within=10)
        assert not any(typist.breaks or typist.errors for typist in typists)
        await check_reports({"AUTOCOMPLETE_DATA": str(data)}, typists)


@pytest.mark.parametrize("seconds", [HOUR, -HOUR])
async def test_a_limit_is_neither_lifted_nor_does_it_last(tmp_path: Path, seconds: int) -> None:
    limited = {"AUTOCOMPLETE_CLIENT_INPUTS_PER_SECOND": str(RATE)}
    async with (
        site_with_clock(tmp_path / "data", **limited) as (site, jump),
        opened(address(site.url)) as connection,
    ):
        client = Client(connection)
        begun = asyncio.get_running_loop().time()
        allowed = await _taken(client, 1, 2 * RATE * BURST_SECONDS)
        jump(seconds)
        allowed += await _taken(client, 1_000, 2 * RATE * BURST_SECONDS)
        passed = asyncio.get_running_loop().time() - begun
        # What the first suggestion of the start took from the same bucket has come back or not.
        assert allowed <= RATE * BURST_SECONDS + 1 + RATE * passed
        await asyncio.sleep(1)
        assert await _taken(client, 2_000, 1) == 1


async def _taken(client: Client, first: int, count: int) -> int:
    """How many of so many inputs in a row are answered with a list."""
    taken = 0
    for id in range(first, first + count):
        await client.input(id, "I have t")
        while (frame := await client.receive())["id"] != id or frame.get("final") is False:
            pass
        taken += frame["type"] == "suggestions"
    return taken
