"""One simulated person on one socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from autocomplete.evaluation.latency import WEBSOCKET_PATH, CannotMeasure
from autocomplete.loadtest.person import Person
from autocomplete.loadtest.records import Record

OPEN_SECONDS = 30.0
LAST_FRAME_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Address:
    """Where the sockets of a site are, and as what they come: ``origin`` as a browser says it."""

    websocket: str
    origin: str


def address(site: str, key: str = "", origin: str = "") -> Address:
    """The sockets of the site at ``http(s)://HOST[:PORT]``.

    Without a ``key`` they are the typing page's, whose origin is the site's own. Raises
    CannotMeasure for what is no such address.
    """
    parts = urlsplit(site)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise CannotMeasure(f"{site} is no address of a site: give one like http://127.0.0.1:8000.")
    base = f"{parts.scheme}://{parts.netloc}"
    query = f"?{urlencode({'key': key})}" if key else ""
    return Address(f"ws{base.removeprefix('http')}{WEBSOCKET_PATH}{query}", origin or base)


@asynccontextmanager
async def opened(to: Address) -> AsyncIterator[ClientConnection]:
    """A socket on which the site has said that it is ready. Raises CannotMeasure."""
    try:
        async with connect(
            to.websocket,
            origin=to.origin,  # type: ignore[arg-type]
            proxy=None,
            compression=None,
            open_timeout=OPEN_SECONDS,
            ping_interval=None,
        ) as socket:
            await socket.recv()
            yield socket
    except InvalidStatus as error:
        raise CannotMeasure(
            f"The site refuses a socket with status {error.response.status_code}: without a key,"
            " give the address that its own pages have; with one, an --origin that its site lists."
        ) from error
    except ConnectionClosed as error:
        raise CannotMeasure(_why(error.rcvd.code if error.rcvd else 1006)) from error
    except (OSError, TimeoutError) as error:
        raise CannotMeasure(
            f"The site at {to.origin} does not open sockets: is it running?"
        ) from error


class _Item(msgspec.Struct):
    text: str


class _Stats(msgspec.Struct):
    evaluated_tokens: int
    model_requests: int
    reduced: str | None = None


class _Frame(msgspec.Struct):
    """As much of any frame as counts here; the rest is not decoded, to leave the machine alone."""

    type: str
    id: int | None = None
    final: bool = False
    items: list[_Item] = []
    stats: _Stats | None = None
    code: str = ""


_decoder = msgspec.json.Decoder(_Frame)


class Typist:
    """Types as ``person`` does until ``until`` (the event loop's time), and records it."""

    def __init__(self, to: Address, person: Person) -> None:
        self._to = to
        self._person = person
        self._loop = asyncio.get_running_loop()
        self._shown: tuple[int, str] = (-1, "")
        self.record = Record()

    async def type(self, until: float) -> None:
        """Raises CannotMeasure where the site opens no socket; one that closes is an error."""
        record = self.record
        async with opened(self._to) as socket:
            reading = asyncio.create_task(self._read(socket))
            try:
                await self._press_keys(socket, until)
                patience = self._loop.time() + LAST_FRAME_SECONDS
                while record.waits and not reading.done() and self._loop.time() < patience:
                    await asyncio.sleep(0.02)
            except ConnectionClosed as error:
                record.errors[f"closed {error.rcvd.code if error.rcvd else 1006}"] += 1
            finally:
                reading.cancel()
                await asyncio.wait({reading})
                record.stop(self._loop.time())

    async def _press_keys(self, socket: ClientConnection, until: float) -> None:
        record = self.record
        due = self._loop.time()
        id = 0
        while True:
            due += self._person.pause_seconds()
            if due >= until:
                return
            await asyncio.sleep(max(0.0, due - self._loop.time()))
            shown_for, suggestion = self._shown
            press = self._person.press(suggestion if shown_for == id else "")
            if press.accepted:
                record.accepts += 1
                length = len(press.accepted)
                await self._send(
                    socket, type="accept", id=id, rank=0, length=length, ms_shown=100.0
                )
            id += 1
            record.typed(id, self._loop.time())
            await self._send(socket, type="input", id=id, text=press.text)

    async def _send(self, socket: ClientConnection, **fields: object) -> None:
        frame = msgspec.json.encode(fields)
        self.record.bytes_sent += len(frame)
        await socket.send(frame.decode())

    async def _read(self, socket: ClientConnection) -> None:
        try:
            async for data in socket:
                self.record.bytes_received += len(data)
                self._receive(_decoder.decode(data))
        except ConnectionClosed:
            return

    def _receive(self, frame: _Frame) -> None:
        now = self._loop.time()
        if frame.type == "error":
            self.record.error(frame.code, frame.id, now)
        elif frame.type == "suggestions" and frame.id is not None and frame.stats is not None:
            stats = frame.stats
            self.record.frame(
                frame.id,
                now,
                final=frame.final,
                cost=(stats.evaluated_tokens, stats.model_requests),
                reduced=stats.reduced,
            )
            self._shown = frame.id, frame.items[0].text if frame.items else ""


def _why(code: int) -> str:
    if code == 4409:
        return (
            "The site closed a socket with 4409, too many: raise AUTOCOMPLETE_MAX_CONNECTIONS,"
            " AUTOCOMPLETE_CLIENT_SOCKETS or AUTOCOMPLETE_SITE_SOCKETS, or open fewer."
        )
    return f"The site closed a socket with {code} before anything was typed."
