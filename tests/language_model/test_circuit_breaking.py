"""A model that keeps failing is left alone: errors come at once, and one request tries it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from autocomplete.language_model.breaker import FAILURES_TO_OPEN, FIRST_PAUSE_S, TRIAL_S
from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.errors import ModelError, ModelUnavailable
from tests.language_model.asking import shown, steps
from tests.language_model.scripted_server import Reply, Request, ScriptedServer, llama_cpp

ClientOf = Callable[..., HttpLanguageModel]


class Clock:
    """Seconds that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def failing(client: HttpLanguageModel, server: ScriptedServer, reply: Reply) -> int:
    """Let the model fail until its breaker opens; return how many requests there were."""
    await client.capabilities()
    server.answer = lambda _: reply
    for _ in range(FAILURES_TO_OPEN):
        with pytest.raises(ModelError):
            await steps(client)
    return len(server.requests)


@pytest.mark.parametrize(
    "reply", [Reply(status=504), Reply(status=500), Reply(status=0, then="close")]
)
async def test_after_failures_in_a_row_errors_come_at_once_and_nothing_is_sent(
    server: ScriptedServer, client_of: ClientOf, reply: Reply
) -> None:
    client = client_of(clock=Clock())
    asked = await failing(client, server, reply)
    with pytest.raises(ModelUnavailable, match="left alone for a while") as caught:
        await steps(client)
    assert 0 < (caught.value.retry_after_ms or 0) <= FIRST_PAUSE_S * 1000
    assert len(server.requests) == asked


async def test_one_of_many_tries_the_server_when_the_pause_is_over(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    clock = Clock()
    client = client_of(clock=clock)
    asked = await failing(client, server, Reply(status=504))
    clock.now += FIRST_PAUSE_S
    found = await asyncio.gather(*(steps(client) for _ in range(20)), return_exceptions=True)
    assert len(server.requests) == asked + 1
    assert all(isinstance(error, ModelError) for error in found)


async def test_a_server_that_is_back_serves_all_again(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    clock = Clock()
    client = client_of(clock=clock)
    await failing(client, server, Reply(status=504))
    clock.now += FIRST_PAUSE_S
    server.answer = llama_cpp
    assert shown((await steps(client))[0]) == [" one", " two", "."]
    assert len(await asyncio.gather(*(steps(client) for _ in range(20)))) == 20


async def test_a_trial_that_was_typed_past_leaves_the_way_free_for_the_next(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    clock = Clock()
    client = client_of(clock=clock)
    asked = await failing(client, server, Reply(status=504))
    clock.now += FIRST_PAUSE_S
    server.answer = lambda _: Reply(status=0, then="hang")
    trial = asyncio.create_task(steps(client))
    while len(server.requests) == asked:
        await asyncio.sleep(0.002)
    trial.cancel()
    await asyncio.wait([trial])
    clock.now += TRIAL_S
    server.answer = llama_cpp
    assert len(await steps(client)) == 1


async def test_a_server_that_names_a_pause_is_left_alone_from_the_first_time_on(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    clock = Clock()
    client = client_of(clock=clock)
    await client.capabilities()
    server.answer = lambda _: Reply(status=429, headers={"retry-after": "7"})
    with pytest.raises(ModelUnavailable):
        await steps(client)
    asked = len(server.requests)
    clock.now += 6.9
    with pytest.raises(ModelUnavailable) as caught:
        await steps(client)
    assert caught.value.retry_after_ms == 100
    assert len(server.requests) == asked
    clock.now += 0.2
    server.answer = llama_cpp
    assert len(await steps(client)) == 1


async def test_what_is_wrong_with_a_request_alone_does_not_open_the_breaker(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of(clock=Clock())

    def too_long(request: Request) -> Reply:
        return Reply(status=400) if "long" in str(request.body["prompt"]) else llama_cpp(request)

    server.answer = too_long
    for _ in range(2 * FAILURES_TO_OPEN):
        with pytest.raises(ModelError):
            await steps(client, "too long")
    assert len(await steps(client, "short")) == 1
