"""Where the operator wants it, each request has a line, without what is nobody's business."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio
from django.test import override_settings

from autocomplete.logs.access_log import AccessLog
from tests.live.site import Site, running, until
from tests.live.stand_in_model import StandInModel
from tests.sites.customers import refused
from tests.sites.whole_site import forget_all

pytestmark = pytest.mark.asyncio(loop_scope="function")


@pytest_asyncio.fixture(loop_scope="function")
async def site(transactional_db: None, caplog: pytest.LogCaptureFixture) -> AsyncIterator[Site]:
    from autocomplete.asgi import application

    caplog.set_level(logging.INFO, "autocomplete.logs.access_log")
    async with StandInModel() as model:
        with override_settings(MODEL_URL=model.url, MODEL_API_KEY="", MODEL_NAME=""):
            async with running(AccessLog(application)) as site:
                yield site
                await forget_all()


def lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [
        record.getMessage()
        for record in caplog.records
        if record.name == "autocomplete.logs.access_log"
    ]


async def the_line(caplog: pytest.LogCaptureFixture) -> str:
    """The only line there is; it is written when the client has its answer already."""
    await until(lambda: lines(caplog))
    [line] = lines(caplog)
    return line


async def get(site: Site, path: str) -> None:
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        await client.get(site.origin + path)


async def test_a_request_is_told_without_its_query(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    await get(site, "/keys/?token=secret-of-mine")
    line = await the_line(caplog)
    assert line.startswith("GET /keys/ 200 in ")
    assert "secret" not in line


async def test_a_line_break_in_a_path_does_not_begin_a_line(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    await get(site, "/nowhere%0AWARNING%20forged?token=secret-of-mine")
    line = await the_line(caplog)
    assert line.startswith("GET /nowhere%0AWARNING%20forged 404 in ")


async def test_a_socket_is_told_when_it_has_ended(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    async with site.client():
        assert lines(caplog) == []
    line = await the_line(caplog)
    assert line.startswith("WEBSOCKET /ws/autocomplete/v1/ 101 in ")


async def test_a_refused_socket_is_told_without_its_key(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    await refused(site, "pk_secret")
    line = await the_line(caplog)
    assert line.startswith("WEBSOCKET /ws/autocomplete/v1/ 401 in ")
    assert "secret" not in line


async def test_those_who_watch_over_the_site_are_not_told_of(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    await get(site, "/healthz")
    await get(site, "/keys/")
    assert "/keys/" in await the_line(caplog)
