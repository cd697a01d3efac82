"""PostgreSQL goes away or hangs: suggestions go on, and what happened is stored later, once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import psycopg
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from tests.faults.crowd import everyone_goes_on, reports_are_acknowledged, typing
from tests.faults.stored import check_reports
from tests.live.site import PATH
from tests.live.stand_in_model import StandInModel
from tests.postgresql import PostgresqlServer
from tests.serving.served import Served, serving

PEOPLE = 4


@asynccontextmanager
async def site_on(
    database: PostgresqlServer, data: Path, *, hangs: bool = False
) -> AsyncIterator[Served]:
    async with StandInModel() as model:
        with serving(
            data,
            AUTOCOMPLETE_MODEL_URL=model.url,
            AUTOCOMPLETE_WORKER="0",
            DATABASE_URL=database.url,
        ) as site:
            await asyncio.to_thread(site.wait_until_ready)
            yield site
            site.process.terminate()
            said = await asyncio.to_thread(site.rest)
    # A store that hangs goes on where it was.
    assert hangs or "Events are stored again." in said
    assert "Traceback" not in said, said


@pytest.fixture(autouse=True)
def no_events(postgresql: PostgresqlServer) -> Iterator[None]:
    """Other tests find the database as they expect it: empty."""
    yield
    with psycopg.connect(postgresql.url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


async def readiness(site: Served) -> tuple[int, str]:
    async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
        answer = await client.get(f"{site.url}/readyz")
    return answer.status_code, answer.json()["database"]


async def status_of_a_socket_with_a_key(site: Served) -> int:
    """What whoever comes with a key that was not looked up lately is told."""
    address = f"{site.url.replace('http', 'ws')}{PATH}?key=pk_unknown"
    with pytest.raises(InvalidStatus) as refusal:
        async with connect(address, origin=Origin("https://shop.example"), open_timeout=10):
            pass
    return refusal.value.response.status_code


async def becomes_ready(site: Served) -> None:
    async with asyncio.timeout(20):
        while await readiness(site) != (200, "ok"):
            await asyncio.sleep(0.1)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


async def test_while_it_is_gone_people_type_on_and_reports_wait(
    postgresql: PostgresqlServer, data: Path
) -> None:
    async with site_on(postgresql, data) as site:
        async with typing([site.url], PEOPLE) as typists:
            await everyone_goes_on(typists, within=30)
            await asyncio.to_thread(postgresql.stop)
            try:
                assert await readiness(site) == (503, "cannot be reached")
                assert await status_of_a_socket_with_a_key(site) == 503
                await everyone_goes_on(typists, within=10)
                # Longer than it takes to find out, and to keep what cannot be stored.
                await asyncio.sleep(2.5)
                waiting = sum(len(typist.waiting) for typist in typists)
            finally:
                await asyncio.to_thread(postgresql.start)
            await becomes_ready(site)
        assert waiting
        assert not any(typist.breaks for typist in typists)
        await check_reports(
            {"AUTOCOMPLETE_DATA": str(data), "DATABASE_URL": postgresql.url}, typists
        )


async def test_while_it_hangs_nobody_waits_for_it(postgresql: PostgresqlServer, data: Path) -> None:
    async with site_on(postgresql, data, hangs=True) as site:
        async with typing([site.url], PEOPLE) as typists:
            await everyone_goes_on(typists, within=30)
            postgresql.hang()
            try:
                assert await readiness(site) == (503, "does not answer in time")
                assert await status_of_a_socket_with_a_key(site) == 503
                await everyone_goes_on(typists, within=10)
            finally:
                postgresql.resume()
            await becomes_ready(site)
            await reports_are_acknowledged(typists, PEOPLE, within=30)
        assert not any(typist.breaks for typist in typists)
        environment = {"AUTOCOMPLETE_DATA": str(data), "DATABASE_URL": postgresql.url}
        await check_reports(environment, typists)
