"""/healthz tells that the process lives, /readyz that people will be answered."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from django.db import OperationalError, connection
from django.test import override_settings

from autocomplete.language_model.breaker import FAILURES_TO_OPEN
from autocomplete.model_pool import shared_model as module
from autocomplete.model_pool.shared_model import close_shared_model, shared_model
from tests.live.site import running
from tests.live.stand_in_model import StandInModel

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.django_db(transaction=True)]


@pytest_asyncio.fixture(loop_scope="session")
async def pages(stand_in: StandInModel) -> AsyncIterator[httpx.AsyncClient]:
    """The whole site behind a real port, with a model that was never asked."""
    from autocomplete.asgi import pages as application

    await close_shared_model()
    async with (
        running(application) as site,
        httpx.AsyncClient(base_url=site.origin, verify=False) as client,
    ):
        yield client
    await close_shared_model()


async def ready(pages: httpx.AsyncClient) -> tuple[int, dict[str, Any]]:
    response = await pages.get("/readyz")
    assert "no-store" in response.headers["cache-control"]
    return response.status_code, response.json()


async def test_a_site_whose_database_and_model_answer_is_ready(pages: httpx.AsyncClient) -> None:
    assert await ready(pages) == (
        200,
        {"ready": True, "database": "ok", "models": {"default": "ok"}},
    )


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (503, "does not answer"),
        (401, "does not answer"),
        (504, "does not answer in time"),
        (400, "sends no log-probabilities that can be ranked"),
    ],
)
async def test_a_site_whose_model_fails_is_not_ready_and_says_why(
    pages: httpx.AsyncClient, stand_in: StandInModel, status: int, told: str
) -> None:
    stand_in.status = status
    assert await ready(pages) == (
        503,
        {"ready": False, "database": "ok", "models": {"default": told}},
    )
    stand_in.status = 200
    assert (await ready(pages))[0] == 200


async def test_a_silent_model_is_given_up_before_whoever_asks_is(
    pages: httpx.AsyncClient, stand_in: StandInModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "CHECK_SECONDS", 0.2)
    stand_in.may_answer.clear()
    status, state = await ready(pages)
    assert (status, state["models"]) == (503, {"default": "does not answer in time"})


async def test_a_site_whose_database_is_gone_is_not_ready(
    pages: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> None:
        raise OperationalError("could not connect")

    monkeypatch.setattr(type(connection._connections["default"]), "cursor", gone)  # type: ignore[attr-defined]
    status, state = await ready(pages)
    assert (status, state["database"]) == (503, "cannot be reached")


async def test_watching_closely_costs_one_token_and_no_more(
    pages: httpx.AsyncClient, stand_in: StandInModel
) -> None:
    await asyncio.gather(*(ready(pages) for _ in range(10)))
    assert stand_in.started == 1


async def test_watching_a_failing_model_closely_does_not_hammer_it(
    pages: httpx.AsyncClient, stand_in: StandInModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However slow the machine is: in time it would be tried again.
    monkeypatch.setattr(shared_model().model.breaker, "_clock", lambda: 0.0)
    stand_in.status = 504
    for _ in range(3 * FAILURES_TO_OPEN):
        assert (await ready(pages))[0] == 503
    assert stand_in.started == FAILURES_TO_OPEN


async def test_a_site_becomes_ready_again_by_being_watched_alone(
    pages: httpx.AsyncClient, stand_in: StandInModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in.status = 504
    for _ in range(2 * FAILURES_TO_OPEN):
        await ready(pages)
    stand_in.status = 200
    assert (await ready(pages))[0] == 503
    monkeypatch.setattr(shared_model().model.breaker, "_clock", lambda: 1e9)
    assert (await ready(pages))[0] == 200


async def test_one_model_of_two_is_enough(pages: httpx.AsyncClient, stand_in: StandInModel) -> None:
    await close_shared_model()
    with override_settings(FALLBACK_MODEL_URL="http://127.0.0.1:9/v1", FALLBACK_MODEL_NAME="m"):
        status, state = await ready(pages)
        assert status == 200
        assert state["models"] == {"default": "ok", "fallback": "does not answer"}


async def test_a_site_without_any_model_is_alive_and_not_ready(pages: httpx.AsyncClient) -> None:
    await close_shared_model()
    with override_settings(MODEL_URL=""):
        assert (await pages.get("/healthz")).json() == {"alive": True}
        assert await ready(pages) == (503, {"ready": False, "database": "ok", "models": {}})


async def test_the_headers_alone_can_be_asked_for(pages: httpx.AsyncClient) -> None:
    for path in ("/healthz", "/readyz"):
        response = await pages.head(path)
        assert (response.status_code, response.content) == (200, b"")
