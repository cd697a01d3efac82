"""Who is let in, and what the others are told."""

from __future__ import annotations

import asyncio
import http.client
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from pytest_django import Settings
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.live.conftest import StartSite
from tests.live.site import PATH, Site

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def refused(address: str, origin: str | None) -> tuple[int, str]:
    with pytest.raises(InvalidStatus) as refusal:
        async with connect(address, origin=origin):  # type: ignore[arg-type]
            pass
    response = refusal.value.response
    return response.status_code, bytes(response.body or b"").decode()


async def test_ready_is_the_first_frame(site: Site) -> None:
    async with site.client(read_ready=False) as client:
        ready = await client.receive()
        assert ready["type"] == "ready"
        assert ready["protocol"] == 1
        assert ready["profile"] == "default"
        assert ready["limits"]["max_frame_bytes"] == 65_536
        assert await client.silent()


async def test_every_socket_is_a_session_of_its_own(site: Site) -> None:
    async with (
        site.client(read_ready=False) as first,
        site.client(read_ready=False) as second,
    ):
        assert (await first.receive())["session"] != (await second.receive())["session"]


@pytest.mark.parametrize("origin", [None, "null", "http://evil.example", "http://127.0.0.1"])
async def test_another_origin_or_none_is_refused_before_the_socket_opens(
    site: Site, origin: str | None
) -> None:
    status, sentence = await refused(site.address, origin)
    assert status == 403
    assert "origin is refused" in sentence


async def test_https_is_another_origin(site: Site) -> None:
    status, _ = await refused(site.address, f"https://127.0.0.1:{site.port}")
    assert status == 403


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("query", ["key=pk_nobody", "key="])
async def test_an_unknown_key_is_refused_even_from_the_own_origin(site: Site, query: str) -> None:
    status, sentence = await refused(f"{site.address}?{query}", site.origin)
    assert status == 401
    assert "key is unknown" in sentence


# Channels looks after this thread's database connections, which an earlier test may have left open.
@pytest.mark.django_db(transaction=True)
async def test_another_address_is_not_found(site: Site) -> None:
    address = site.address.replace(PATH, "/ws/autocomplete/v9/")
    status, sentence = await refused(address, site.origin)
    assert status == 404
    assert PATH in sentence


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("query", "origin", "code"),
    [(b"key=pk_nobody", b"http://127.0.0.1", 4401), (b"", b"http://evil.example", 4403)],
)
async def test_servers_that_cannot_answer_a_handshake_are_given_the_close_code(
    query: bytes, origin: bytes, code: int
) -> None:
    from autocomplete.live.routing import websocket

    headers = [(b"host", b"127.0.0.1"), (b"origin", origin)]
    scope = {
        "type": "websocket",
        "scheme": "ws",
        "path": PATH,
        "query_string": query,
        "headers": headers,
    }
    communicator: Any = ApplicationCommunicator(websocket, scope)  # type: ignore[no-untyped-call]
    await communicator.send_input({"type": "websocket.connect"})
    answer = await communicator.receive_output()
    assert (answer["type"], answer["code"]) == ("websocket.close", code)
    await communicator.send_input({"type": "websocket.disconnect", "code": code})
    await communicator.wait()


async def test_no_cookie_is_set_or_read(site: Site) -> None:
    async with site.client(additional_headers={"Cookie": "sessionid=x"}) as client:
        assert client.connection.response is not None
        assert "set-cookie" not in client.connection.response.headers


async def test_one_socket_too_many_is_closed_with_4409(site: Site, settings: Settings) -> None:
    settings.MAX_CONNECTIONS = 1
    async with site.client() as first:
        async with site.client(read_ready=False) as second:
            assert await second.close_code() == 4409
        await first.send(type="ping")
        assert (await first.receive())["type"] == "pong"


async def test_a_socket_that_closes_makes_room_for_another(site: Site, settings: Settings) -> None:
    settings.MAX_CONNECTIONS = 1
    for _ in range(3):
        async with site.client() as client:
            await client.send(type="ping")
            assert (await client.receive())["type"] == "pong"
        await asyncio.sleep(0.3)


async def test_a_silent_client_is_closed_with_4408(site_with: StartSite) -> None:
    async with site_with(idle_seconds=0.3) as site, site.client() as client:
        assert await client.close_code() == 4408


async def test_a_ping_now_and_then_keeps_the_socket_open(site_with: StartSite) -> None:
    async with site_with(idle_seconds=1.0) as site, site.client() as client:
        for _ in range(6):
            await asyncio.sleep(0.25)
            await client.send(type="ping")
            assert (await client.receive())["type"] == "pong"


async def test_a_server_that_stops_says_so_with_1012(site_with: StartSite) -> None:
    async with site_with() as site, site.client() as client:
        site.server.should_exit = True
        assert await client.close_code() == 1012


async def test_a_plain_http_request_to_the_consumer_is_no_websocket(site: Site) -> None:
    def status() -> int:
        connection = http.client.HTTPConnection("127.0.0.1", site.port)
        connection.request("GET", PATH)
        return connection.getresponse().status

    assert await asyncio.to_thread(status) >= 400
