"""All clients of a process lose their sockets at one moment and come back at once."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from autocomplete.loadtest.typist import Address

# A client gives up a handshake after so long, and tries again later as the widget does.
OPEN_SECONDS = 120.0
ANSWER_SECONDS = 60.0
# Handshakes under way at once: a machine's queue of connections that nobody has accepted is short.
AT_ONCE = 100


@dataclass(frozen=True)
class Storm:
    """How ``outcomes`` are shared: "answered", a status of a refused handshake, a close code."""

    outcomes: Counter[str]
    seconds: float
    slowest_seconds: float


async def storm(to: Address, count: int, held: list[ClientConnection]) -> Storm:
    """Open so many sockets and ask one question on each; those answered are added to ``held``."""
    loop = asyncio.get_running_loop()
    at_once = asyncio.Semaphore(AT_ONCE)
    outcomes: Counter[str] = Counter()
    took: list[float] = []
    begun = loop.time()

    async def one(number: int) -> None:
        async with at_once:
            started = loop.time()
            outcomes[await _come_back(to, number, held)] += 1
            took.append(loop.time() - started)

    await asyncio.gather(*(one(number) for number in range(count)))
    return Storm(outcomes, loop.time() - begun, max(took))


async def _come_back(to: Address, number: int, held: list[ClientConnection]) -> str:
    try:
        socket = await connect(
            to.websocket,
            origin=to.origin,  # type: ignore[arg-type]
            proxy=None,
            compression=None,
            open_timeout=OPEN_SECONDS,
            ping_interval=None,
        )
        async with asyncio.timeout(ANSWER_SECONDS):
            await socket.recv()
            # Few texts, as after a restart of a site whose people write much the same.
            await socket.send(json.dumps({"type": "input", "id": 1, "text": f"{number % 50} t"}))
            while True:
                frame = json.loads(await socket.recv())
                if frame["type"] == "error":
                    await socket.close()
                    return str(frame["code"])
                if frame["final"]:
                    held.append(socket)
                    return "answered"
    except InvalidStatus as error:
        return f"status {error.response.status_code}"
    except ConnectionClosed as error:
        return f"closed {error.rcvd.code if error.rcvd else 1006}"
    except TimeoutError:
        return "no answer"
    except OSError as error:
        return f"no connection: {error.strerror or type(error).__name__}"


def break_all(held: Sequence[ClientConnection]) -> None:
    """End the sockets without a word, as a network or a proxy does."""
    for socket in held:
        socket.transport.abort()
