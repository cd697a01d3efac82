"""What the client finds out about a server before it asks the first question."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autocomplete.language_model.client import LLAMA_CPP_ALTERNATIVES, HttpLanguageModel
from autocomplete.language_model.errors import UnusableAnswer
from autocomplete.language_model.interface import Capabilities
from tests.language_model.asking import steps
from tests.language_model.scripted_server import (
    Reply,
    Request,
    ScriptedServer,
    flat_answer,
    json_of,
    openai_like,
)

ClientOf = Callable[..., HttpLanguageModel]


async def test_token_numbers_mean_token_paths_and_thousands_of_alternatives(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    assert await client_of(model="mine").capabilities() == Capabilities(
        "mine", LLAMA_CPP_ALTERNATIVES, token_paths=True
    )


async def test_a_server_without_token_numbers_shows_twenty_alternatives_behind_text(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    server.answer = openai_like
    assert await client_of(model="mine").capabilities() == Capabilities(
        "mine", 20, token_paths=False
    )


@pytest.mark.parametrize("refusal", [400, 422])
async def test_a_server_that_refuses_twenty_alternatives_is_asked_for_five(
    server: ScriptedServer, client_of: ClientOf, refusal: int
) -> None:
    def at_most_five(request: Request) -> Reply:
        return Reply(status=refusal) if request.body["logprobs"] > 5 else openai_like(request)

    server.answer = at_most_five
    client = client_of(model="mine")
    assert (await client.capabilities()).most_alternatives == 5
    assert [request.body["logprobs"] for request in server.requests] == [20, 5]
    await steps(client, alternatives=200)
    assert server.requests[-1].body["logprobs"] == 5


async def test_probing_costs_one_token(server: ScriptedServer, client_of: ClientOf) -> None:
    await client_of(model="mine").capabilities()
    assert [request.body["max_tokens"] for request in server.requests] == [1]


async def test_what_was_found_out_is_remembered(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of()
    first = await client.capabilities()
    assert await client.capabilities() == first
    assert (server.models_requests, len(server.requests)) == (1, 1)


async def test_without_a_name_the_servers_first_model_is_asked(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    assert (await client_of().capabilities()).model == "first-model"
    assert server.requests[0].body["model"] == "first-model"


async def test_with_a_name_nobody_asks_for_the_list(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    await client_of(model="mine").capabilities()
    assert server.models_requests == 0
    assert server.requests[0].body["model"] == "mine"


@pytest.mark.parametrize(
    "listed",
    [b'{"data": []}', b"{}", b"[]", b'{"data": [{}]}', b"<html>", b"", b'{"data": "\xff"}'],
)
async def test_a_server_that_names_no_model_is_told_apart(
    server: ScriptedServer, client_of: ClientOf, listed: bytes
) -> None:
    server.models = Reply(listed)
    with pytest.raises(UnusableAnswer, match="Set AUTOCOMPLETE_MODEL_NAME"):
        await client_of().capabilities()


@pytest.mark.parametrize(
    "silent",
    [{"choices": [{"text": "x", "logprobs": None}]}, {"choices": []}, flat_answer({"</s>": 1.0})],
)
async def test_a_model_without_log_probabilities_is_refused_by_name(
    server: ScriptedServer, client_of: ClientOf, silent: object
) -> None:
    server.answer = lambda _: Reply(json_of(silent))
    with pytest.raises(UnusableAnswer, match="The model mine sent no log-probabilities"):
        await client_of(model="mine").capabilities()


async def test_a_probe_that_failed_is_made_again(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of(model="mine")
    server.answer = lambda _: Reply(json_of({"choices": []}))
    with pytest.raises(UnusableAnswer):
        await client.capabilities()
    server.answer = openai_like
    assert (await client.capabilities()).model == "mine"


async def test_the_key_goes_into_the_header(server: ScriptedServer, client_of: ClientOf) -> None:
    await client_of(api_key="secret").capabilities()
    assert server.requests[0].headers["authorization"] == "Bearer secret"


async def test_without_a_key_there_is_no_header(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    await client_of().capabilities()
    assert "authorization" not in server.requests[0].headers


async def test_a_slash_behind_the_address_does_not_matter(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    await client_of(base_url=f"{server.url}/").capabilities()
    assert server.requests[0].path == "/v1/completions"
