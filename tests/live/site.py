"""The site's websocket on a real port, and a client that talks to it."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn
from websockets.asyncio.client import ClientConnection, connect

from autocomplete.live.limits import SERVER_MAX_FRAME_BYTES

PATH = "/ws/autocomplete/v1/"


class Client:
    """A websocket client in the protocol's terms."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def send(self, **frame: Any) -> None:
        await self.connection.send(json.dumps(frame))

    async def send_raw(self, text: str | bytes) -> None:
        await self.connection.send(text)

    async def input(self, id: int, text: str, **fields: Any) -> None:
        await self.send(type="input", id=id, text=text, **fields)

    async def receive(self, *, within: float = 20.0) -> dict[str, Any]:
        async with asyncio.timeout(within):
            frame: dict[str, Any] = json.loads(await self.connection.recv())
        return frame

    async def final(self, id: int, *, within: float = 20.0) -> dict[str, Any]:
        """Read up to the final list for ``id``; an error frame fails the test."""
        while True:
            frame = await self.receive(within=within)
            assert frame["type"] == "suggestions", frame
            if frame["id"] == id and frame["final"]:
                return frame

    async def silent(self, *, seconds: float = 0.2) -> bool:
        """Tell whether nothing comes for a while."""
        try:
            await self.receive(within=seconds)
        except TimeoutError:
            return True
        return False

    async def close_code(self, *, within: float = 20.0) -> int | None:
        """Wait until the server has closed the socket and return its code."""
        async with asyncio.timeout(within):
            await self.connection.wait_closed()
        return self.connection.close_code


class Site:
    """A running server; ``server`` is uvicorn's own object."""

    def __init__(self, server: uvicorn.Server, port: int) -> None:
        self.server = server
        self.port = port
        self.origin = f"http://127.0.0.1:{port}"
        self.address = f"ws://127.0.0.1:{port}{PATH}"

    @asynccontextmanager
    async def client(
        self, *, query: str = "", read_ready: bool = True, **options: Any
    ) -> AsyncIterator[Client]:
        options.setdefault("origin", self.origin)
        async with connect(self.address + query, **options) as connection:
            client = Client(connection)
            if read_ready:
                assert (await client.receive())["type"] == "ready"
            yield client


@asynccontextmanager
async def running(application: Any) -> AsyncIterator[Site]:
    """Serve ``application`` on a free port as `manage.py serve` does."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        application,
        log_config=None,
        ws_max_size=SERVER_MAX_FRAME_BYTES,
        ws_ping_interval=None,
        proxy_headers=False,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.005)
    try:
        yield Site(server, listening.getsockname()[1])
    finally:
        server.should_exit = True
        await serving


async def until(condition: Any, *, within: float = 20.0) -> None:
    """Wait until ``condition()`` holds."""
    async with asyncio.timeout(within):
        while not condition():
            await asyncio.sleep(0.005)
