"""Draws ask for the whole distribution and report the drawn token itself."""

from __future__ import annotations

import math
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from autocomplete.language_model.errors import ModelUnavailable
from autocomplete.language_model.sampling import Draw, HttpSamplingModel
from tests.language_model.scripted_server import (
    Reply,
    Request,
    ScriptedServer,
    content_answer,
    json_of,
    openai_like,
    streamed,
)


@pytest_asyncio.fixture
async def model(server: ScriptedServer) -> AsyncIterator[HttpSamplingModel]:
    sampling = HttpSamplingModel(server.url, lanes=2)
    yield sampling
    await sampling.aclose()


async def drawn(model: HttpSamplingModel, *, seed: int = 7, lane: int = 0) -> list[Draw]:
    return [draw async for draw in model.draw("The", depth=3, seed=seed, lane=lane)]


def position(text: str, share: float) -> dict[str, Any]:
    """A drawn token beside a likelier alternative."""
    drawn = {"id": 5, "token": text, "bytes": list(text.encode()), "logprob": math.log(share)}
    likelier = {"id": 6, "token": " else", "bytes": list(b" else"), "logprob": math.log(0.7)}
    return {"choices": [{"logprobs": {"content": [{**drawn, "top_logprobs": [likelier]}]}}]}


def llama_cpp_draws(request: Request) -> Reply:
    if not request.body.get("stream"):
        return Reply(json_of(content_answer()))
    progress = {"choices": [], "prompt_progress": {"total": 9, "cache": 6}}
    return streamed(progress, position(" cat", 0.2), position("", 0.1))


async def test_the_drawn_token_is_reported_and_not_the_likeliest(
    server: ScriptedServer, model: HttpSamplingModel
) -> None:
    server.answer = llama_cpp_draws
    first, end = await drawn(model)
    assert first.token is not None
    assert (first.token.text, first.token.id) == (b" cat", 5)
    assert first.logprob == pytest.approx(math.log(0.2))
    assert end.token is None
    assert end.logprob == pytest.approx(math.log(0.1))
    assert (first.evaluated_tokens, end.evaluated_tokens) == (3, 1)


async def test_nothing_is_cut_off_the_distribution_and_the_seed_and_the_lane_are_sent(
    server: ScriptedServer, model: HttpSamplingModel
) -> None:
    server.answer = llama_cpp_draws
    await drawn(model, seed=42, lane=3)
    body = server.requests[-1].body
    assert (body["temperature"], body["top_p"], body["top_k"], body["min_p"]) == (1, 1, 0, 0)
    assert (body["seed"], body["max_tokens"], body["prompt"]) == (42, 3, "The")
    assert body["id_slot"] == 1


async def test_servers_without_token_numbers_get_no_options_of_llama_cpp(
    server: ScriptedServer, model: HttpSamplingModel
) -> None:
    def flat(request: Request) -> Reply:
        if not request.body.get("stream"):
            return openai_like(request)
        logprobs = {
            "tokens": [" cat", "</s>"],
            "token_logprobs": [math.log(0.2), math.log(0.1)],
            "top_logprobs": [{" dog": math.log(0.7)}, {" dog": math.log(0.7)}],
        }
        return streamed({"choices": [{"logprobs": logprobs}]})

    server.answer = flat
    first, end = await drawn(model)
    assert first.token is not None
    assert first.token.text == b" cat"
    assert end.token is None
    assert not {"top_k", "min_p", "id_slot", "cache_prompt"} & set(server.requests[-1].body)


async def test_a_busy_server_is_an_error_and_not_an_empty_sample(
    server: ScriptedServer, model: HttpSamplingModel
) -> None:
    await model.capabilities()
    server.answer = lambda _: Reply(status=503)
    with pytest.raises(ModelUnavailable):
        await drawn(model)
