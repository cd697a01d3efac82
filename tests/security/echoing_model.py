"""A model server that fails in every way, each time with what it was asked in its answer."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

KINDS = ("application/json", "text/event-stream", "text/html", "text/plain")


@asynccontextmanager
async def echoing_model() -> AsyncIterator[str]:
    """Serve and yield the address: answers change from one request to the next."""
    turns = itertools.count()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            sizes = [line for line in head.split("\r\n") if line.lower().startswith("content-len")]
            asked = await reader.readexactly(int(sizes[0].split(":")[1]) if sizes else 0)
            turn = next(turns)
            status = (500, 400, 200, 429, 413, 200, 404)[turn % 7]
            said = json.dumps({"error": {"message": asked.decode(errors="replace")}}).encode()
            if turn % 3 == 0:
                said = b"<html>" + asked
            if turn % 4 == 3:
                said = b"data: {" + asked + b"\n\n"
            # Now and then it breaks off.
            length = len(said) + (turn % 5 == 4)
            writer.write(
                f"HTTP/1.1 {status} Odd\r\nContent-Type: {KINDS[turn % 4]}\r\n"
                f"Connection: close\r\nContent-Length: {length}\r\n\r\n".encode()
                + said
            )
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
