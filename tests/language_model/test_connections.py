"""Connections: reused, retried once when stale, closed to cancel, never leaked."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing

import pytest

from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.errors import ModelError, ModelUnavailable
from autocomplete.language_model.interface import Prompt
from tests.language_model.asking import shown, steps
from tests.language_model.scripted_server import (
    Reply,
    Request,
    ScriptedServer,
    content_answer,
    llama_cpp,
    streamed,
)

ClientOf = Callable[..., HttpLanguageModel]
DROPPED = Reply(status=0, then="close")


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not condition():
            await asyncio.sleep(0.002)


async def test_one_connection_serves_one_question_after_the_other(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of()
    for _ in range(10):
        await steps(client)
    assert server.connections == 1


async def test_a_kept_connection_that_turns_out_closed_is_replaced_unseen(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of()
    await client.capabilities()

    def closed_meanwhile(request: Request) -> Reply:
        return DROPPED if request.connection == 0 else llama_cpp(request)

    server.answer = closed_meanwhile
    [step] = await steps(client)
    assert shown(step) == [" one", " two", "."]
    assert [request.connection for request in server.requests] == [0, 0, 1]


async def test_a_server_that_always_hangs_up_is_asked_twice_and_no_more(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of()
    await client.capabilities()
    server.answer = lambda _: DROPPED
    with pytest.raises(ModelUnavailable):
        await steps(client)
    assert len(server.requests) == 3


async def test_an_answer_that_breaks_off_is_not_begun_again(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of()
    await client.capabilities()
    server.answer = lambda _: streamed(content_answer({" a": 0.5}), then="close")
    found: list[list[str]] = []
    with pytest.raises(ModelUnavailable):
        async with aclosing(client.walk(Prompt("Hello"), alternatives=3, depth=2)) as walk:
            async for step in walk:
                found.append(shown(step))
    assert found == [[" a"]]
    assert len(server.requests) == 2


async def test_cancelling_while_the_model_thinks_closes_the_connection(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of()
    await client.capabilities()
    server.answer = lambda _: Reply(status=0, then="hang")
    asking = asyncio.create_task(steps(client))
    await until(lambda: len(server.requests) == 2)
    assert server.cut_off == 0
    asking.cancel()
    await until(lambda: server.cut_off == 1)
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_closing_the_walk_after_the_first_step_closes_the_connection(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of()
    await client.capabilities()
    server.answer = lambda _: streamed(content_answer(), then="hang")
    async with aclosing(client.walk(Prompt("Hello"), alternatives=3, depth=9)) as walk:
        await anext(walk)
        assert server.cut_off == 0
    await until(lambda: server.cut_off == 1)


async def test_no_connection_is_left_open_by_failures_and_cancelling(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of(timeout_s=5)
    await client.capabilities()
    # More than the pool holds (100), so that leaked ones would block it.
    for turn in range(120):
        server.answer = (
            (lambda _: Reply(status=504, body=b"x" * 1000)),
            (lambda _: Reply(b"<html>")),
            (lambda _: streamed(content_answer(), then="hang")),
        )[turn % 3]
        if turn % 3 == 2:
            async with aclosing(client.walk(Prompt("Hello"), alternatives=3)) as walk:
                await anext(walk)
        else:
            with pytest.raises(ModelError):
                await steps(client)
    server.answer = llama_cpp
    assert len(await steps(client)) == 1
    await until(lambda: server.open_connections <= 1)


async def test_closing_the_client_closes_its_connections(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of()
    await steps(client)
    assert server.open_connections == 1
    await client.aclose()
    await until(lambda: server.open_connections == 0)


async def test_many_people_at_once_are_answered_each(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of()
    await client.capabilities()
    answers = await asyncio.gather(*(steps(client, f"I am number {n}") for n in range(30)))
    assert [shown(found[0]) for found in answers] == [[" one", " two", "."]] * 30
    assert {request.body["prompt"][0] for request in server.requests[1:]} == {
        f"I am number {n}" for n in range(30)
    }
