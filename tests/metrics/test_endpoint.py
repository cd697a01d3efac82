"""``/metrics`` is there for whoever shows the operator's token, and for nobody by default."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from django.test import override_settings

from tests.live.site import Site, running
from tests.live.stand_in_model import StandInModel
from tests.metrics.scraped import TOKEN, scrape

pytestmark = pytest.mark.asyncio(loop_scope="package")


async def test_with_the_token_it_answers_in_prometheus_own_format(site: Site) -> None:
    response = await scrape(site)

    assert response.status_code == 200
    assert response.headers["Content-Type"].startswith("text/plain; version=")
    assert response.headers["Cache-Control"] == "no-store"
    assert "autocomplete_sockets_open 0.0" in response.text
    assert "process_resident_memory_bytes" in response.text


@pytest.mark.parametrize("token", [None, "wrong", TOKEN[:-1], TOKEN + "x", "t\u00f6ken"])
async def test_without_it_nothing_is_told(site: Site, token: str | None) -> None:
    headers = {} if token is None else {b"Authorization": f"Bearer {token}".encode()}
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        response = await client.get(f"{site.origin}/metrics", headers=headers)

    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert "METRICS_TOKEN" in response.text
    assert "autocomplete_" not in response.text


async def test_it_is_only_read(site: Site) -> None:
    assert (await scrape(site, method="POST")).status_code == 405
    head = await scrape(site, method="HEAD")
    assert (head.status_code, head.content) == (200, b"")


async def test_a_site_without_a_token_has_no_such_address(stand_in: StandInModel) -> None:
    from autocomplete.asgi import application

    with override_settings(MODEL_URL=stand_in.url, MODEL_API_KEY="", MODEL_NAME=""):
        async with running(application) as site:
            assert (await scrape(site, TOKEN)).status_code == 404
            assert (await scrape(site, None)).status_code == 404


async def test_what_is_no_request_is_passed_on() -> None:
    from autocomplete.metrics.endpoint import MetricsEndpoint

    passed = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        passed.append(scope["type"])

    endpoint = MetricsEndpoint(application, TOKEN)
    for scope in ({"type": "lifespan"}, {"type": "websocket", "path": "/metrics"}):
        await endpoint(scope, None, None)
    assert passed == ["lifespan", "websocket"]


async def test_a_scraper_may_call_the_process_by_any_name(site: Site) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Host": "10.1.2.3:8001"}
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        assert (await client.get(f"{site.origin}/metrics", headers=headers)).status_code == 200
