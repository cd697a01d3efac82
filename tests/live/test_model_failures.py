"""When the model fails, the client is told so, the socket lives on, and no log holds a text."""

from __future__ import annotations

import asyncio
import logging
import socket

import pytest
from django.test import override_settings

from autocomplete.live import answering
from autocomplete.live.session import TypedText, TypingSession
from autocomplete.model_pool.shared_model import close_shared_model
from tests.live.site import Site
from tests.live.stand_in_model import StandInModel

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (500, "model_unavailable"),
        (503, "model_unavailable"),
        (429, "model_unavailable"),
        (401, "model_unavailable"),
        (400, "model_unavailable"),
        (504, "model_timeout"),
    ],
)
async def test_a_failing_model_is_reported_with_a_time_to_come_back(
    site: Site, stand_in: StandInModel, status: int, code: str
) -> None:
    async with site.client() as client:
        stand_in.status = status
        await client.input(1, "I have t")
        error = await client.receive()
        assert (error["type"], error["id"], error["code"]) == ("error", 1, code)
        assert error["retry_after_ms"] > 0
        stand_in.status = 200
        await client.input(2, "I have t")
        assert (await client.final(2))["items"]


async def test_what_clients_read_names_none_of_the_operators_settings(
    site: Site, stand_in: StandInModel
) -> None:
    async with site.client() as client:
        stand_in.status = 401
        await client.input(1, "I have t")
        assert "AUTOCOMPLETE" not in (await client.receive())["message"]


async def test_a_model_server_that_is_gone_is_reported(site: Site) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
    await close_shared_model()
    try:
        with override_settings(MODEL_URL=nobody):
            async with site.client() as client:
                await client.input(1, "I have t")
                assert (await client.receive())["code"] == "model_unavailable"
    finally:
        await close_shared_model()


async def test_an_outage_is_logged_when_it_begins_and_when_it_ends(
    site: Site, stand_in: StandInModel, caplog: pytest.LogCaptureFixture
) -> None:
    async with site.client() as client:
        await client.input(0, "I have t")
        await client.final(0)
        # An earlier test's outage may have ended just now.
        caplog.clear()
        for id, status in enumerate([200, 500, 500, 500, 200, 200], start=1):
            stand_in.status = status
            await client.input(id, f"I have {id} t")
            while not (frame := await client.receive()).get("final"):
                if frame["type"] == "error":
                    break
    assert [record.getMessage() for record in caplog.records] == [
        "The language model 'default' does not answer:"
        " The model server is busy or failing (status 500).",
        "The language model 'default' answers again.",
    ]


async def test_a_fault_in_the_product_is_logged_without_what_was_typed(
    site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(self: TypingSession, typed: TypedText):  # type: ignore[no-untyped-def]
        raise ValueError(typed.text)
        yield

    with caplog.at_level(logging.DEBUG), monkeypatch.context() as patched:
        patched.setattr(TypingSession, "suggest", broken)
        async with site.client() as client:
            await client.input(1, "my secret")
            assert (await client.receive())["code"] == "model_unavailable"
    faults = [record for record in caplog.records if record.name == answering.__name__]
    assert len(faults) == 1
    assert "ValueError" in faults[0].getMessage()
    assert "in broken" in faults[0].getMessage()
    assert "my secret" not in faults[0].getMessage()
    assert faults[0].exc_info is None


async def test_ordinary_typing_leaves_nothing_typed_in_any_log(
    site: Site, stand_in: StandInModel, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        async with site.client() as client:
            await client.input(1, "my secret t", context="my context")
            await client.final(1)
            await client.send_raw('{"type":"input","id":2,"text":"my secret')
            await client.receive()
            await client.send(type="my secret")
            await client.receive()
            stand_in.status = 400
            await client.input(3, "my secret u")
            await client.receive()
            await asyncio.sleep(0.05)
    assert "my secret" not in caplog.text
    assert "my context" not in caplog.text
