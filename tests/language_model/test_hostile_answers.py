"""Answers that break off, never end, lie about what they are or drip: one error, no leak."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

import pytest

from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.errors import (
    ModelError,
    ModelTimeout,
    ModelUnavailable,
    UnusableAnswer,
)
from autocomplete.language_model.events import LARGEST_ANSWER_BYTES
from autocomplete.language_model.interface import Prompt
from tests.language_model.asking import steps
from tests.language_model.scripted_server import (
    Reply,
    ScriptedServer,
    content_answer,
    event,
    json_of,
    llama_cpp,
)

ClientOf = Callable[..., HttpLanguageModel]

STREAM = "text/event-stream"
WHOLE = event(content_answer())
MEGABYTE = b"x" * 1_000_000
ENDLESS = LARGEST_ANSWER_BYTES // len(MEGABYTE) + 2

BROKEN: dict[str, tuple[Reply, type[ModelError]]] = {
    "reset before the answer": (Reply(status=0, then="close"), ModelUnavailable),
    "reset in the headers": (
        Reply(raw=(b"HTTP/1.1 200 OK\r\nContent-",), then="close"), ModelUnavailable,
    ),
    "no HTTP at all": (
        Reply(raw=(b"SSH-2.0-OpenSSH_9.6\r\n\r\n",), then="close"), ModelUnavailable,
    ),
    "half an event": (Reply(chunks=(WHOLE[:40],), kind=STREAM, then="close"), ModelUnavailable),
    "half an event, ended in order": (Reply(chunks=(WHOLE[:40],), kind=STREAM), UnusableAnswer),
    "half of a whole answer": (
        Reply(json_of(content_answer())[:40], headers={"content-length": "999"}, then="close"),
        ModelUnavailable,
    ),
    "half of the JSON": (Reply(json_of(content_answer())[:40]), UnusableAnswer),
    "a page": (Reply(b"<html>Welcome</html>", kind="text/html"), UnusableAnswer),
    "JSON under a stream's name": (Reply(json_of(content_answer()), kind=STREAM), UnusableAnswer),
    "a stream under JSON's name": (Reply(chunks=(WHOLE, WHOLE)), UnusableAnswer),
    "compressed, though not asked for": (
        Reply(b"\x1f\x8b broken", headers={"content-encoding": "gzip"}), ModelUnavailable,
    ),
    "nothing": (Reply(b""), UnusableAnswer),
    "an event without end": (
        Reply(chunks=(b"data: ", *(MEGABYTE,) * ENDLESS), kind=STREAM, then="hang"), UnusableAnswer,
    ),
    "a whole answer without end": (
        Reply(chunks=(MEGABYTE,) * ENDLESS, then="hang"), UnusableAnswer,
    ),
    "an error in the stream": (
        Reply(chunks=(event({"error": {"message": "context"}}),), kind=STREAM), UnusableAnswer,
    ),
    "a redirect": (Reply(status=302, headers={"location": "/elsewhere"}), UnusableAnswer),
    "no content": (Reply(b"", status=204), UnusableAnswer),
}  # fmt: skip


@pytest.fixture
async def client(server: ScriptedServer, client_of: ClientOf) -> HttpLanguageModel:
    made = client_of(timeout_s=2.0)
    await made.capabilities()
    return made


async def no_connection_but_the_pools_one(server: ScriptedServer) -> None:
    """A connection that was not given back would stay open."""
    async with asyncio.timeout(5):
        while server.open_connections > 1:
            await asyncio.sleep(0.002)


@pytest.mark.parametrize("name", BROKEN)
async def test_each_broken_answer_is_one_defined_error_and_leaks_nothing(
    server: ScriptedServer, client: HttpLanguageModel, name: str
) -> None:
    reply, kind = BROKEN[name]
    server.answer = lambda _: reply
    for _ in range(3):
        with pytest.raises(ModelError) as caught:
            await steps(client)
        assert type(caught.value) is kind
    server.answer = llama_cpp
    assert len(await steps(client)) == 1
    await no_connection_but_the_pools_one(server)


@pytest.mark.parametrize(
    "slow",
    [
        Reply(raw=(b"HTTP/1.1 200 OK\r\n", *(b"X-Wait: 1\r\n",) * 200), pause_s=0.05, then="hang"),
        Reply(chunks=(b": wait\n\n",) * 200, kind=STREAM, pause_s=0.05),
        Reply(chunks=(b" ",) * 200, pause_s=0.05),
        Reply(status=400, chunks=(b" ",) * 200, pause_s=0.05),
    ],
    ids=["headers", "stream", "whole answer", "refusal"],
)
async def test_an_answer_that_drips_is_given_up_when_it_takes_too_long_as_a_whole(
    server: ScriptedServer, client_of: ClientOf, slow: Reply
) -> None:
    client = client_of(timeout_s=1.0, total_s=0.3)
    await client.capabilities()
    server.answer = lambda _: slow
    started = time.monotonic()
    with pytest.raises(ModelTimeout):
        await steps(client)
    assert time.monotonic() - started < 3.0
    server.answer = llama_cpp
    assert len(await steps(client)) == 1
    await no_connection_but_the_pools_one(server)


async def test_the_deadline_does_not_strike_while_the_reader_is_at_work(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of(total_s=0.3)
    await client.capabilities()
    read = 0
    async for _ in client.walk(Prompt("Hello"), alternatives=3):
        read += 1
        await asyncio.sleep(0.5)
    assert read == 1


async def test_a_stumble_is_tried_once_more_and_not_twice(
    server: ScriptedServer, client: HttpLanguageModel
) -> None:
    replies = [Reply(status=502)]
    server.answer = lambda request: replies.pop() if replies else llama_cpp(request)
    asked = len(server.requests)
    assert len(await steps(client)) == 1
    assert len(server.requests) == asked + 2
    server.answer = lambda _: Reply(status=502)
    with pytest.raises(ModelUnavailable):
        await steps(client)
    assert len(server.requests) == asked + 4


async def test_a_stumble_with_a_time_to_come_back_is_not_tried_before(
    server: ScriptedServer, client: HttpLanguageModel
) -> None:
    server.answer = lambda _: Reply(status=503, headers={"retry-after": "9"})
    asked = len(server.requests)
    with pytest.raises(ModelUnavailable) as caught:
        await steps(client)
    assert caught.value.retry_after_ms == 9000
    assert len(server.requests) == asked + 1


async def test_positions_beyond_those_asked_for_are_not_handed_on(
    server: ScriptedServer, client: HttpLanguageModel
) -> None:
    server.answer = lambda _: Reply(chunks=(WHOLE * 9,), kind=STREAM)
    assert len(await steps(client, depth=2)) == 2
