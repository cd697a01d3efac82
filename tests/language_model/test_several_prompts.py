"""Several prompts at once: one request where the server takes lists, else one for each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from autocomplete.language_model.client import AT_ONCE, HttpLanguageModel
from autocomplete.language_model.embedded import EmbeddedServer
from autocomplete.language_model.errors import ModelUnavailable, UnusableAnswer
from autocomplete.language_model.interface import Distribution, Prompt
from tests.language_model.providers import PROVIDERS
from tests.language_model.scripted_server import (
    Reply,
    Request,
    ScriptedServer,
    flat_answer,
    json_of,
)

ClientOf = Callable[..., HttpLanguageModel]
PROMPTS = [Prompt("I have"), Prompt("H, I, J, K, L, M"), Prompt("There is"), Prompt("K, L, M")]
FIRST = [b" one", b",", b" one", b","]


def likeliest(found: list[Distribution]) -> list[bytes]:
    return [distribution.tokens[0].text for distribution in found]


@pytest.mark.parametrize(
    ("name", "requests"),
    [
        ("openai-completions", 1),
        ("vllm-completions", 1),
        ("sglang-completions", 1),
        ("together-completions", 4),
        ("ollama-native", 4),
        ("deepseek-chat", 4),
        ("llama-cpp-completions", 4),
    ],
)
async def test_every_server_answers_each_prompt_in_its_place(
    server: ScriptedServer, client_of: ClientOf, name: str, requests: int
) -> None:
    provider = PROVIDERS[name]
    server.answer = provider.answer
    client = client_of(base_url=server.url.removesuffix("/v1") + provider.path, model="mine")
    await client.capabilities()
    probes = len(server.requests)
    assert likeliest(await client.distributions(PROMPTS, alternatives=3)) == FIRST
    assert len(server.requests) - probes == requests


async def test_one_prompt_is_no_list(server: ScriptedServer, client_of: ClientOf) -> None:
    server.answer = PROVIDERS["vllm-completions"].answer
    client = client_of(model="mine")
    assert likeliest(await client.distributions(PROMPTS[:1], alternatives=3)) == FIRST[:1]
    assert server.requests[-1].body["prompt"] == "I have"
    assert await client.distributions([], alternatives=3) == []


@pytest.mark.parametrize(
    "answer",
    [
        {"choices": []},
        flat_answer(),
        {"choices": [*flat_answer()["choices"] * 3, {"index": 3, "logprobs": None}]},
    ],
)
async def test_a_list_that_is_not_answered_in_full_is_refused(
    server: ScriptedServer, client_of: ClientOf, answer: object
) -> None:
    server.answer = PROVIDERS["vllm-completions"].answer
    client = client_of(model="mine")
    await client.capabilities()
    server.answer = lambda _: Reply(json_of(answer))
    with pytest.raises(UnusableAnswer):
        await client.distributions(PROMPTS, alternatives=3)


async def test_one_failure_ends_the_other_requests(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    provider = PROVIDERS["together-completions"]
    server.answer = provider.answer
    client = client_of(model="mine")
    await client.capabilities()

    def one_fails(request: Request) -> Reply:
        if request.body["prompt"] == "There is":
            return Reply(status=503, headers={"retry-after": "1"})
        return Reply(status=0, then="hang")

    server.answer = one_fails
    with pytest.raises(ModelUnavailable):
        await client.distributions(PROMPTS, alternatives=3)
    async with asyncio.timeout(5):
        while server.cut_off < 3:
            await asyncio.sleep(0.002)


async def test_not_everything_is_asked_at_once(server: ScriptedServer, client_of: ClientOf) -> None:
    server.answer = PROVIDERS["together-completions"].answer
    client = client_of(model="mine")
    found = await client.distributions([Prompt("I have")] * 40, alternatives=3)
    assert likeliest(found) == [b" one"] * 40
    assert server.connections <= AT_ONCE


@pytest.mark.model
async def test_the_real_model_tells_the_same_one_by_one(embedded_model: EmbeddedServer) -> None:
    client = HttpLanguageModel(embedded_model.base_url, api_key=embedded_model.api_key)
    try:
        prompts = [Prompt("Thank you so"), Prompt("I would like")]
        together = await client.distributions(prompts, alternatives=20)
        assert likeliest(together) == [b" much", b" to"]
    finally:
        await client.aclose()
