"""Every server of PROVIDERS is asked in its own dialect, and read to the same distributions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.errors import UnusableAnswer
from autocomplete.language_model.interface import Prompting, Token
from tests.language_model.asking import shown, steps
from tests.language_model.providers import PROVIDERS, Provider
from tests.language_model.scripted_server import Reply, Request, ScriptedServer

ClientOf = Callable[..., HttpLanguageModel]

# Alternatives that may be asked for, how the text is sent, and whether paths go as numbers.
EXPECTED: dict[str, tuple[int, Prompting, bool]] = {
    "openai-completions": (5, "text", False),
    "openai-chat": (20, "instruction", False),
    "together-completions": (20, "text", False),
    "together-chat": (20, "instruction", False),
    "vllm-completions": (20, "text", False),
    "vllm-chat": (20, "prefill", False),
    "llama-cpp-native": (5000, "text", True),
    "llama-cpp-completions": (5000, "text", True),
    "llama-cpp-chat": (5000, "prefill", False),
    "ollama-native": (20, "text", False),
    "ollama-v1-chat": (20, "prefill", False),
    "sglang-completions": (20, "text", False),
    "tgi-chat": (5, "instruction", False),
    "deepseek-completions": (20, "text", False),
    "deepseek-chat": (20, "prefill", False),
    "xai-chat": (8, "instruction", False),
}
BENDING = {
    "top_p", "top_k", "min_p", "typical_p", "presence_penalty", "frequency_penalty",
    "repetition_penalty", "repeat_penalty",
}  # fmt: skip


@pytest.fixture(params=EXPECTED)
def provider(request: pytest.FixtureRequest, server: ScriptedServer) -> Provider:
    found = PROVIDERS[request.param]
    server.answer = found.answer
    return found


def address(server: ScriptedServer, provider: Provider) -> str:
    """The operator's address: the base, or the whole one where the base is not ``/v1``."""
    root = server.url.removesuffix("/v1")
    return server.url if provider.path.startswith("/v1") else root + provider.path


@pytest.fixture
def client(server: ScriptedServer, provider: Provider, client_of: ClientOf) -> HttpLanguageModel:
    return client_of(base_url=address(server, provider), model="mine")


async def test_probing_finds_what_each_server_can_do(
    provider: Provider, client: HttpLanguageModel
) -> None:
    found = await client.capabilities()
    assert (found.most_alternatives, found.prompting, found.token_paths) == EXPECTED[provider.name]


async def test_each_server_is_known_after_a_few_tokens(
    server: ScriptedServer, client: HttpLanguageModel
) -> None:
    await client.capabilities()
    assert len(server.requests) <= 12
    assert all(_depth(request) == 1 for request in server.requests)


@pytest.mark.parametrize("depth", [1, 2])
async def test_whole_answers_and_streams_are_read_to_the_same_distributions(
    provider: Provider, client: HttpLanguageModel, depth: int
) -> None:
    found = await steps(client, "I have", alternatives=3, depth=depth)
    prompting = EXPECTED[provider.name][1]
    expected = [" one", " two", " It" if prompting == "instruction" else "."]
    assert [shown(step) for step in found] == [expected] * depth
    for step in found:
        told = [token.probability for token in step.distribution.tokens]
        assert told == pytest.approx([0.5, 0.25, 0.125])
        assert step.distribution.asked_for == 3


@pytest.mark.parametrize("size", [1, 7])
async def test_it_does_not_matter_where_the_network_cuts_a_stream(
    server: ScriptedServer, provider: Provider, client: HttpLanguageModel, size: int
) -> None:
    await client.capabilities()
    whole = [shown(step) for step in await steps(client, "日本", alternatives=4, depth=2)]

    def cut(request: Request) -> Reply:
        reply = provider.answer(request)
        if not reply.chunks:
            return reply
        return Reply(chunks=tuple(_pieces(b"".join(reply.chunks), size)), kind=reply.kind)

    server.answer = cut
    again = [shown(step) for step in await steps(client, "日本", alternatives=4, depth=2)]
    assert again == whole
    assert server.requests[-1].body["stream"] is True


async def test_nothing_that_bends_the_distribution_is_ever_sent(
    server: ScriptedServer, client: HttpLanguageModel
) -> None:
    for depth in (1, 3):
        await steps(client, depth=depth)
    for request in server.requests:
        sent = set(request.body) | set(request.body.get("options", ()))
        assert not sent & BENDING
        assert request.body.get("options", request.body)["temperature"] == 0


async def test_never_more_alternatives_are_asked_for_than_the_server_takes(
    server: ScriptedServer, provider: Provider, client: HttpLanguageModel
) -> None:
    [step] = await steps(client, alternatives=6000)
    assert step.distribution.asked_for == provider.most
    body = server.requests[-1].body
    assert body.get("top_logprobs", body["logprobs"]) == provider.most


async def test_a_path_reaches_every_server_behind_the_text(
    server: ScriptedServer, provider: Provider, client: HttpLanguageModel
) -> None:
    path = (Token(b" wo", -1.0, 7), Token(b"rld", -1.0, 8))
    await steps(client, "Hello", path)
    body = server.requests[-1].body
    if EXPECTED[provider.name][2]:
        assert body["prompt"] == ["Hello", 7, 8]
    else:
        sent = body["messages"][-1]["content"] if "messages" in body else body["prompt"]
        assert sent == "Hello world"


async def test_what_is_approximate_is_said_once_in_the_log_too(
    provider: Provider, client: HttpLanguageModel, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", "autocomplete"):
        found = await client.capabilities()
        await client.capabilities()
    # What cannot be asked for by its beginning is told by another logger, and no approximation.
    logged = [one.getMessage() for one in caplog.records if one.name.endswith(".client")]
    assert [line.partition(": ")[2] for line in logged] == list(found.approximations)
    told = " ".join(found.approximations)
    assert ("likeliest tokens can be seen" in told) == (found.most_alternatives <= 20)
    assert ("told to continue" in told) == (found.prompting == "instruction")
    assert ("Paths are sent as text" in told) == (not found.token_paths)


async def test_a_path_that_ends_inside_a_character_is_refused_where_it_must_go_as_text(
    provider: Provider, client: HttpLanguageModel
) -> None:
    half = (Token(b"\xe6\x9c", -1.0, 7),)
    if (await client.capabilities()).token_paths:
        assert len(await steps(client, "日", half)) == 1
    else:
        with pytest.raises(UnusableAnswer, match="inside a character"):
            await steps(client, "日", half)


async def test_the_cached_part_of_a_prompt_costs_nothing_where_the_server_tells(
    provider: Provider, client: HttpLanguageModel
) -> None:
    [step] = await steps(client)
    told = {"vllm-completions": 3} | dict.fromkeys(
        ("llama-cpp-native", "llama-cpp-completions", "llama-cpp-chat"), 1
    )
    assert step.evaluated_tokens == told.get(provider.name, 9)


async def test_completions_are_preferred_to_chats(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    completions, chat = PROVIDERS["vllm-completions"], PROVIDERS["vllm-chat"]
    server.answer = lambda request: (
        chat.answer(request) if request.path == chat.path else completions.answer(request)
    )
    assert (await client_of(model="mine").capabilities()).prompting == "text"
    assert {request.path for request in server.requests} == {completions.path}


async def test_an_address_that_names_the_chat_is_asked_there_and_nowhere_else(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    completions, chat = PROVIDERS["vllm-completions"], PROVIDERS["vllm-chat"]
    server.answer = lambda request: (
        chat.answer(request) if request.path == chat.path else completions.answer(request)
    )
    client = client_of(base_url=f"{server.url}/chat/completions")
    found = await client.capabilities()
    assert (found.model, found.prompting) == ("first-model", "prefill")
    assert {request.path for request in server.requests} == {chat.path}


async def test_completions_that_hide_a_chats_template_are_not_taken_for_continuations(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    completions, chat = PROVIDERS["ollama-v1-completions"], PROVIDERS["ollama-v1-chat"]
    server.answer = lambda request: (
        chat.answer(request) if request.path == chat.path else completions.answer(request)
    )
    assert (await client_of(model="mine").capabilities()).prompting == "prefill"
    named = client_of(base_url=f"{server.url}/completions", model="mine")
    with pytest.raises(UnusableAnswer, match="ends in /api/generate"):
        await named.capabilities()


async def test_a_server_that_does_not_support_log_probabilities_is_told_so(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    server.answer = PROVIDERS["groq-chat"].answer
    with pytest.raises(
        UnusableAnswer, match="The model mine cannot be used: Its server refuses `logprobs`"
    ):
        await client_of(model="mine").capabilities()


async def test_a_stream_without_log_probabilities_is_asked_for_again_as_a_whole(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    provider = PROVIDERS["tgi-chat"]

    def mute_streams(request: Request) -> Reply:
        if not request.body["stream"]:
            return provider.answer(request)
        return Reply(chunks=(b'data: {"choices":[{"delta":{"content":"x"}}]}\n\n',),
                     kind="text/event-stream")  # fmt: skip

    server.answer = mute_streams
    client = client_of(model="mine")
    for _ in range(2):
        assert len(await steps(client, depth=2)) == 2
    assert [request.body["stream"] for request in server.requests[-3:]] == [True, False, False]


async def test_models_that_want_the_newer_name_of_the_limit_get_it(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    def newer(request: Request) -> Reply:
        if "max_tokens" in request.body:
            message = b"Unsupported parameter: use 'max_completion_tokens' instead."
            return Reply(b'{"error": {"message": "' + message + b'"}}', status=400)
        return PROVIDERS["openai-chat"].answer(request)

    server.answer = newer
    client = client_of(base_url=f"{server.url}/chat/completions", model="mine")
    await steps(client)
    assert server.requests[-1].body["max_completion_tokens"] == 1


async def test_a_text_that_ends_where_nothing_is_told_of_the_end_shows_nothing(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    server.answer = PROVIDERS["openai-chat"].answer
    client = client_of(model="mine")
    await client.capabilities()
    over = b'{"choices": [{"logprobs": {"content": []}, "finish_reason": "stop"}]}'
    server.answer = lambda _: Reply(over)
    [step] = await steps(client)
    assert (step.distribution.tokens, step.distribution.end_probability) == ((), 0.0)


def _depth(request: Request) -> Any:
    body = request.body.get("options", request.body)
    return body.get("num_predict") or body.get("max_tokens")


def _pieces(sent: bytes, size: int) -> Iterator[bytes]:
    for start in range(0, len(sent), size):
        yield sent[start : start + size]
