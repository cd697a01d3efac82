"""A newer input ends the work on older ones, on the wire too, unless it wants the same answer."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import Any

import pytest

from autocomplete.live import consumer
from autocomplete.live.limits import DEFAULT_LIMITS
from tests.live.conftest import StartSite
from tests.live.site import Client, Site, until
from tests.live.stand_in_model import StandInModel

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def received_until_final(client: Client, id: int) -> list[dict[str, Any]]:
    got = [await client.receive()]
    while not (got[-1]["id"] == id and got[-1].get("final")):
        got.append(await client.receive())
    return got


async def test_a_newer_input_cuts_off_the_older_ones_request(
    site: Site, stand_in: StandInModel
) -> None:
    async with site.client() as client:
        stand_in.may_answer.clear()
        await client.input(1, "I have t")
        await until(lambda: stand_in.under_way == 1)
        await client.input(2, "They have t")
        await until(lambda: stand_in.cut_off == 1)
        stand_in.may_answer.set()
        got = await received_until_final(client, 2)
        assert {frame["id"] for frame in got} == {2}


async def test_typing_on_inside_a_word_joins_the_request_under_way(
    site: Site, stand_in: StandInModel
) -> None:
    async with site.client() as client:
        stand_in.may_answer.clear()
        for id, text in enumerate(("I have", "I have ", "I have t"), start=1):
            await client.input(id, text)
            await until(lambda: stand_in.under_way == 1)
        # Behind the first input stands another word, which alone is asked about anew.
        await until(lambda: stand_in.started == 2)
        stand_in.may_answer.set()
        got = await received_until_final(client, 3)
        assert {frame["id"] for frame in got} == {3}
        assert got[0]["stats"]["model_requests"] == 1
        assert stand_in.cut_off == 1


@pytest.mark.parametrize("reason", ["escape", "blur"])
async def test_a_dismissal_of_the_newest_input_ends_its_work(
    site: Site, stand_in: StandInModel, reason: str
) -> None:
    async with site.client() as client:
        stand_in.may_answer.clear()
        await client.input(1, "I have t")
        await until(lambda: stand_in.under_way == 1)
        await client.send(type="dismiss", id=1, reason=reason)
        await until(lambda: stand_in.cut_off == 1)
        stand_in.may_answer.set()
        assert await client.silent()
        await client.input(2, "I have t")
        assert (await client.final(2))["items"]


async def test_a_dismissal_of_an_older_input_or_by_typing_past_ends_nothing(
    site: Site, stand_in: StandInModel
) -> None:
    async with site.client() as client:
        await client.input(1, "I have ")
        await client.final(1)
        stand_in.may_answer.clear()
        await client.input(2, "You have t")
        await until(lambda: stand_in.under_way == 1)
        await client.send(type="dismiss", id=1, reason="blur")
        await client.send(type="dismiss", id=2, reason="typed_past")
        await client.send(type="ping")
        assert (await client.receive())["type"] == "pong"
        assert stand_in.under_way == 1
        stand_in.may_answer.set()
        assert (await client.final(2))["items"]


async def test_an_input_that_is_refused_ends_the_older_work_as_well(
    site: Site, stand_in: StandInModel
) -> None:
    async with site.client() as client:
        stand_in.may_answer.clear()
        await client.input(1, "I have t")
        await until(lambda: stand_in.under_way == 1)
        # Were it not refused, it would join the request.
        await client.input(2, "I have tw", profile="nobody")
        assert (await client.receive())["code"] == "unknown_profile"
        await until(lambda: stand_in.cut_off == 1)
        stand_in.may_answer.set()
        assert await client.silent()


async def test_a_bad_frame_leaves_the_work_on_the_newest_input_alone(
    site: Site, stand_in: StandInModel
) -> None:
    async with site.client() as client:
        stand_in.may_answer.clear()
        await client.input(2, "I have t")
        await until(lambda: stand_in.under_way == 1)
        await client.input(1, "I have tw")
        assert (await client.receive())["code"] == "bad_frame"
        stand_in.may_answer.set()
        assert (await client.final(2))["items"]
        assert stand_in.cut_off == 0


async def test_a_flood_of_inputs_asks_the_model_for_few_and_answers_the_last(
    site: Site, stand_in: StandInModel
) -> None:
    text = "I have two towers and t"
    async with site.client() as client:
        for id in range(50):
            await client.input(id, text[: id % len(text) + 1] if id < 49 else text)
        got = await received_until_final(client, 49)
        assert [frame["id"] for frame in got] == sorted(frame["id"] for frame in got)
        assert await client.silent()
    await until(lambda: stand_in.under_way == 0)


async def test_ids_never_fall_however_inputs_and_answers_interleave(
    site: Site, stand_in: StandInModel
) -> None:
    async with site.client() as client:
        for id in range(25):
            await client.input(id, f"I have {'t' * (id % 2)}")
            # From no pause to one in which a whole search fits.
            await asyncio.sleep(id % 5 * 0.004)
        got = await received_until_final(client, 24)
        assert [frame["id"] for frame in got] == sorted(frame["id"] for frame in got)


async def test_a_client_that_leaves_in_the_middle_of_a_search_leaves_nothing_behind(
    site: Site, stand_in: StandInModel
) -> None:
    before = asyncio.all_tasks()
    async with site.client() as client:
        stand_in.may_answer.clear()
        await client.input(1, "I have t")
        await until(lambda: stand_in.under_way == 1)
    await until(lambda: stand_in.cut_off == 1)
    await until(lambda: consumer.connections.open == 0)
    await until(lambda: asyncio.all_tasks() <= before)


async def test_a_connection_that_breaks_off_leaves_nothing_behind(
    site: Site, stand_in: StandInModel
) -> None:
    before = asyncio.all_tasks()
    async with site.client() as client:
        stand_in.may_answer.clear()
        await client.input(1, "I have t")
        await until(lambda: stand_in.under_way == 1)
        client.connection.transport.abort()
        await until(lambda: stand_in.cut_off == 1)
    await until(lambda: asyncio.all_tasks() <= before)


async def test_a_server_that_stops_ends_the_work_on_the_model(
    site_with: StartSite, stand_in: StandInModel
) -> None:
    async with site_with() as site, site.client() as client:
        stand_in.may_answer.clear()
        await client.input(1, "I have t")
        await until(lambda: stand_in.under_way == 1)
        site.server.should_exit = True
        assert await client.close_code() == 1012
        await until(lambda: stand_in.cut_off == 1)


async def test_a_client_that_never_reads_is_given_up_and_leaves_nothing_behind(
    stand_in: StandInModel,
) -> None:
    before = asyncio.all_tasks()
    arriving: asyncio.Queue[Any] = asyncio.Queue()
    sent: list[str] = []

    async def send(message: Any) -> None:
        sent.append(message["type"])
        if message["type"] == "websocket.send" and len(sent) > 2:
            await asyncio.Event().wait()

    application = consumer.AutocompleteConsumer.as_asgi(
        limits=dataclasses.replace(DEFAULT_LIMITS, send_seconds=0.2)
    )
    scope: Any = {
        "type": "websocket",
        "scheme": "ws",
        "query_string": b"",
        "headers": [(b"host", b"127.0.0.1"), (b"origin", b"http://127.0.0.1")],
    }
    stand_in.may_answer.clear()
    arriving.put_nowait({"type": "websocket.connect"})
    arriving.put_nowait({"type": "websocket.receive", "text": '{"type":"ping"}'})
    arriving.put_nowait(
        {"type": "websocket.receive", "text": '{"type":"input","id":1,"text":"I have t"}'}
    )
    async with asyncio.timeout(5):
        await application(scope, arriving.get, send)
    assert sent == ["websocket.accept", "websocket.send", "websocket.send"]
    assert stand_in.started == 1
    await until(lambda: stand_in.cut_off == 1)
    await until(lambda: asyncio.all_tasks() <= before)
