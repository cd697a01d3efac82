"""What the client finds out about a server before it asks the first question."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from autocomplete.language_model.client import PROBE_AGAIN_S, HttpLanguageModel
from autocomplete.language_model.errors import ModelError, ModelUnavailable, UnusableAnswer
from autocomplete.language_model.interface import Capabilities
from autocomplete.language_model.probing import LLAMA_CPP_ALTERNATIVES
from tests.language_model.asking import shown, steps
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


async def test_a_server_without_token_numbers_is_asked_for_as_many_as_it_shows(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    server.answer = openai_like
    assert await client_of(model="mine").capabilities() == Capabilities(
        "mine", 5, token_paths=False
    )


@pytest.mark.parametrize("refusal", [400, 422])
@pytest.mark.parametrize(
    ("reason", "tried"),
    [
        (b'{"detail": "logprobs must be at most 5"}', [200, 20, 8, 5]),
        (b'{"detail": "Bad request"}', [200, 5]),
    ],
)
async def test_a_server_that_refuses_so_many_alternatives_is_asked_for_fewer(
    server: ScriptedServer, client_of: ClientOf, refusal: int, reason: bytes, tried: list[int]
) -> None:
    def at_most_five(request: Request) -> Reply:
        many = request.body["logprobs"] > 5
        return Reply(reason, status=refusal) if many else openai_like(request)

    server.answer = at_most_five
    client = client_of(model="mine")
    assert (await client.capabilities()).most_alternatives == 5
    assert [request.body["logprobs"] for request in server.requests[: len(tried)]] == tried
    await steps(client, alternatives=200)
    assert server.requests[-1].body["logprobs"] == 5


async def test_a_probe_outlives_the_keystroke_that_set_it_off(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of(model="mine")
    for _ in range(3):
        keystroke = asyncio.create_task(client.capabilities())
        await asyncio.sleep(0)
        keystroke.cancel()
    assert (await client.capabilities()).model == "mine"
    assert len(server.requests) == 1


async def test_all_who_wait_for_a_probe_share_it(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of(model="mine")
    found = await asyncio.gather(*(client.capabilities() for _ in range(20)))
    assert len(set(found)) == 1
    assert len(server.requests) == 1


async def test_a_client_that_is_closed_ends_its_probe(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    server.answer = lambda _: Reply(status=0, then="hang")
    client = client_of(model="mine")
    waiting = asyncio.create_task(client.capabilities())
    while not server.requests:
        await asyncio.sleep(0.002)
    await client.aclose()
    with pytest.raises(asyncio.CancelledError):
        await waiting


@pytest.mark.parametrize(
    "told",
    [
        Reply(b'{"detail": "logprobs: unknown field"}', status=400),
        Reply(status=404),
        Reply(b'{"choices": "changed"}'),
    ],
)
async def test_a_server_that_speaks_otherwise_now_is_probed_again_but_not_at_every_keystroke(
    server: ScriptedServer, client_of: ClientOf, told: Reply
) -> None:
    now = 0.0
    client = client_of(model="mine", clock=lambda: now)
    assert (await client.capabilities()).token_paths
    server.answer = lambda _: told
    with pytest.raises(ModelError):
        await steps(client)
    server.answer = openai_like
    now = PROBE_AGAIN_S - 1
    assert (await client.capabilities()).token_paths
    now = PROBE_AGAIN_S
    assert not (await client.capabilities()).token_paths
    assert shown((await steps(client))[0]) == [" one", " two", "."]


@pytest.mark.parametrize(
    "told", [Reply(status=504), Reply(status=429), Reply(status=0, then="close")]
)
async def test_a_server_that_only_fails_is_not_probed_again(
    server: ScriptedServer, client_of: ClientOf, told: Reply
) -> None:
    now = 0.0
    client = client_of(model="mine", clock=lambda: now)
    await client.capabilities()
    server.answer = lambda _: told
    with pytest.raises(ModelError):
        await steps(client)
    server.answer = openai_like
    now = 10 * PROBE_AGAIN_S
    assert (await client.capabilities()).token_paths


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
    with pytest.raises(
        UnusableAnswer, match="The model mine cannot be used: It sent no log-probabilities"
    ):
        await client_of(model="mine").capabilities()


@pytest.mark.parametrize(
    ("shares", "reason"),
    [
        ({" one": 0.5}, "Only the chosen token"),
        ({" one": 1.0, " two": 1.0, " three": 1.0}, "add up to 3.000"),
        ({" one": 0.6, " two": 0.3, " three": 0.1}, "cut off: look for `top_p`"),
        ({"<think>": 0.9, " one": 0.05}, "reasons before it answers"),
        ({"token_id:7": 0.5, "token_id:9": 0.2}, "without --return-tokens-as-token-ids"),
    ],
)
async def test_numbers_that_cannot_be_ranked_are_refused_with_the_reason(
    server: ScriptedServer, client_of: ClientOf, shares: dict[str, float], reason: str
) -> None:
    server.answer = lambda request: (
        Reply(json_of(flat_answer(shares)))
        if request.path.endswith("/v1/completions")
        else Reply(status=404)
    )
    with pytest.raises(UnusableAnswer, match=reason):
        await client_of(model="mine").capabilities()


async def test_a_probe_that_keeps_finding_nothing_is_not_made_at_every_keystroke(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of(model="mine", clock=lambda: 0.0)
    server.answer = lambda _: Reply(json_of({"choices": []}))
    for _ in range(5):
        with pytest.raises(UnusableAnswer):
            await client.capabilities()
    asked = len(server.requests)
    with pytest.raises(ModelUnavailable) as caught:
        await client.capabilities()
    assert caught.value.retry_after_ms
    assert len(server.requests) == asked


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
