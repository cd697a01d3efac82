"""Frames leave in order; a client that reads slowly skips lists and cannot pile anything up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import pytest_asyncio

from autocomplete.live import frames
from autocomplete.live.outbox import Outbox
from autocomplete.ranking.suggestions import Stats
from tests.live.site import until

STATS = Stats(
    ms=1, model_ms=1, evaluated_tokens=1, model_requests=1, reused=False, route=(), covered=1
)


def a_list(id: int, seq: int) -> frames.Suggestions:
    return frames.Suggestions(id=id, seq=seq, final=False, items=(), stats=STATS)


def an_error(id: int) -> frames.Error:
    return frames.Error(id=id, code="bad_frame", message="No.")


class Reader:
    """A client that reads while ``reading`` is set."""

    def __init__(self) -> None:
        self.reading = asyncio.Event()
        self.got: list[tuple[str, int | None]] = []
        self.outbox = Outbox(self._send, self._close, most_waiting=4, send_seconds=0.2)

    async def _send(self, text: str) -> None:
        await self.reading.wait()
        frame = json.loads(text)
        self.got.append((frame["type"], frame.get("seq", frame.get("id"))))

    async def _close(self, code: int) -> None:
        await self.reading.wait()
        self.got.append(("close", code))


@pytest_asyncio.fixture
async def reader() -> AsyncIterator[Reader]:
    reader = Reader()
    sending = asyncio.create_task(reader.outbox.run())
    await asyncio.sleep(0)
    yield reader
    sending.cancel()
    await asyncio.wait({sending})


async def test_a_client_that_reads_gets_everything_in_order(reader: Reader) -> None:
    reader.reading.set()
    for seq in range(3):
        reader.outbox.put(a_list(1, seq))
        await until(lambda seq=seq: len(reader.got) == seq + 1)
    reader.outbox.put(an_error(9))
    await until(lambda: len(reader.got) == 4)
    assert reader.got == [*(("suggestions", seq) for seq in range(3)), ("error", 9)]


async def test_a_client_that_reads_slowly_gets_the_newest_list_only(reader: Reader) -> None:
    reader.outbox.put(a_list(1, 0))
    await asyncio.sleep(0.01)
    for seq in range(1, 100):
        reader.outbox.put(a_list(1, seq))
    reader.outbox.put(an_error(9))
    reader.reading.set()
    await until(lambda: len(reader.got) == 3)
    assert reader.got == [("suggestions", 0), ("suggestions", 99), ("error", 9)]


async def test_unsent_lists_of_an_older_text_are_dropped(reader: Reader) -> None:
    reader.outbox.put(an_error(1))
    await asyncio.sleep(0.01)
    reader.outbox.put(a_list(1, 0))
    reader.outbox.drop_suggestions()
    reader.outbox.put(frames.Pong())
    reader.reading.set()
    await until(lambda: len(reader.got) == 2)
    assert reader.got == [("error", 1), ("pong", None)]


async def test_nothing_is_sent_after_a_close(reader: Reader) -> None:
    reader.reading.set()
    reader.outbox.put(an_error(1))
    reader.outbox.close(4400)
    reader.outbox.put(an_error(2))
    reader.outbox.close(4408)
    await until(lambda: len(reader.got) == 2)
    await asyncio.sleep(0.01)
    assert reader.got == [("error", 1), ("close", 4400)]


async def test_a_client_that_asks_without_reading_is_closed(reader: Reader) -> None:
    for id in range(50):
        reader.outbox.put(an_error(id))
        await asyncio.sleep(0)
    assert reader.outbox.closing


async def test_sending_gives_up_on_a_client_that_has_stopped_reading() -> None:
    reader = Reader()
    reader.outbox.put(an_error(1))
    async with asyncio.timeout(2):
        await reader.outbox.run()
    assert reader.got == []
