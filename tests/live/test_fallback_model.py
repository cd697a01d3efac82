"""While the first model fails, the fallback answers; the first one is tried now and then."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from django.test import override_settings

from autocomplete.language_model.breaker import FAILURES_TO_OPEN, Breaker
from autocomplete.model_pool.shared_model import close_shared_model, shared_models
from tests.live.site import Client, Site
from tests.live.stand_in_model import StandInModel

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(loop_scope="session")
async def fallback(stand_in: StandInModel) -> AsyncIterator[StandInModel]:
    """A second model, which says other words than the first."""
    async with StandInModel() as second:
        second.probabilities = {" second": 0.7, " spare": 0.2, ".": 0.05}
        await close_shared_model()
        with override_settings(FALLBACK_MODEL_URL=second.url, FALLBACK_MODEL_LANES=1):
            yield second
            await close_shared_model()


async def until_an_answer(client: Client, first_id: int, text: str) -> int:
    """Type on until a list comes; return how many errors came before."""
    for errors in range(20):
        await client.input(first_id + errors, f"{text} {errors}")
        frame = await client.receive()
        while frame["type"] == "suggestions" and not frame["final"]:
            frame = await client.receive()
        if frame["type"] == "suggestions":
            return errors
    raise AssertionError("no answer to twenty inputs")


def breaker(name: str) -> Breaker:
    return shared_models()[name].model.breaker


async def test_after_failures_in_a_row_the_fallback_answers_on_the_same_socket(
    site: Site, stand_in: StandInModel, fallback: StandInModel
) -> None:
    async with site.client() as client:
        await client.input(1, "I have t")
        assert [item["text"] for item in (await client.final(1))["items"]][0] == "wo"
        stand_in.status = 504
        assert await until_an_answer(client, 2, "I have") == FAILURES_TO_OPEN
        assert breaker("default").state == "open"
        await client.input(50, "I have")
        frame = await client.final(50)
        assert frame["items"][0]["text"] == " second"
        assert fallback.finished > 0


async def test_the_first_model_answers_again_once_it_is_back(
    site: Site, stand_in: StandInModel, fallback: StandInModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with site.client() as client:
        stand_in.status = 504
        await until_an_answer(client, 1, "I have")
        stand_in.status = 200
        monkeypatch.setattr(breaker("default"), "_clock", lambda: float("inf"))
        await client.input(50, "I have t")
        assert (await client.final(50))["items"][0]["text"] == "wo"
        assert breaker("default").state == "closed"


async def test_without_a_fallback_an_open_breaker_is_told_at_once(
    site: Site, stand_in: StandInModel
) -> None:
    await close_shared_model()
    async with site.client() as client:
        stand_in.status = 504
        for id in range(1, FAILURES_TO_OPEN + 1):
            await client.input(id, f"I have {id}")
            assert (await client.receive())["code"] == "model_timeout"
        started = stand_in.started
        await client.input(100, "I have a")
        error = await client.receive()
        assert error["code"] == "model_unavailable"
        assert 0 < error["retry_after_ms"] <= 1000
        assert stand_in.started == started
    await close_shared_model()
