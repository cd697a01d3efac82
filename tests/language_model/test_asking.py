"""What the client sends for a path, and the steps it makes of the answer."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import aclosing

import pytest

from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.errors import UnusableAnswer
from autocomplete.language_model.interface import Prompt, Token
from tests.language_model.asking import shown, steps
from tests.language_model.scripted_server import (
    Reply,
    ScriptedServer,
    content_answer,
    flat_answer,
    json_of,
    llama_cpp,
    openai_like,
    streamed,
)

ClientOf = Callable[..., HttpLanguageModel]
PATH = (Token(b" wo", -1.0, 7), Token(b"rld", -1.0, 8))


async def test_a_path_goes_out_as_token_numbers_behind_the_text(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    await steps(client_of(), "Hello", PATH)
    assert server.requests[-1].body["prompt"] == ["Hello", 7, 8]


async def test_a_path_goes_out_as_text_where_tokens_have_no_numbers(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    server.answer = openai_like
    await steps(client_of(), "Hello", PATH)
    assert server.requests[-1].body["prompt"] == "Hello world"


async def test_characters_split_over_the_tokens_of_a_text_path_are_put_together(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    server.answer = openai_like
    await steps(client_of(), "日", (Token(b"\xe6\x9c", -1.0), Token(b"\xac", -1.0)))
    assert server.requests[-1].body["prompt"] == "日本"


async def test_a_text_path_that_ends_inside_a_character_is_refused_unsent(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    server.answer = openai_like
    client = client_of()
    await client.capabilities()
    asked = len(server.requests)
    with pytest.raises(UnusableAnswer, match="inside a character"):
        await steps(client, "日", (Token(b"\xe6\x9c", -1.0),))
    assert len(server.requests) == asked


async def test_no_alternative_is_shown_that_a_text_path_could_not_follow(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    server.answer = openai_like
    client = client_of()
    await client.capabilities()
    server.answer = lambda _: streamed(flat_answer({"<0xE6>": 0.5, "日": 0.25, "<0x0A>": 0.125}))
    [step] = await steps(client)
    assert shown(step) == ["日", "\n"]


async def test_half_characters_are_shown_where_token_numbers_can_follow_them(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of()
    await client.capabilities()
    half = {"id": 4, "token": "\ufffd", "bytes": [0xE6], "logprob": -0.5}
    answer = {"choices": [{"logprobs": {"content": [{**half, "top_logprobs": [half]}]}}]}
    server.answer = lambda _: streamed(answer)
    [step] = await steps(client)
    assert [token.text for token in step.distribution.tokens] == [b"\xe6"]


async def test_for_one_position_llama_cpp_is_made_to_draw_a_token_that_it_does_not_hold_back(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of()
    for depth, bias in ((1, {"100": 1000}), (2, None)):
        await steps(client, depth=depth)
        assert server.requests[-1].body.get("logit_bias") == bias


@pytest.mark.parametrize("dialect", [content_answer, flat_answer])
@pytest.mark.parametrize("streaming", [True, False])
async def test_servers_that_stream_and_that_do_not_give_the_same_steps(
    server: ScriptedServer,
    client_of: ClientOf,
    dialect: Callable[[], object],
    streaming: bool,
) -> None:
    client = client_of()
    server.answer = llama_cpp if dialect is content_answer else openai_like
    await client.capabilities()
    server.answer = lambda _: streamed(dialect()) if streaming else Reply(json_of(dialect()))
    [step] = await steps(client)
    assert shown(step) == [" one", " two", "."]


async def test_each_event_of_a_stream_is_a_step_further_along_the_likeliest_path(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of()
    await client.capabilities()
    server.answer = lambda _: streamed(
        {"prompt_progress": {"total": 9, "cache": 4}, "choices": []},
        content_answer({" a": 0.5}),
        content_answer({" b": 0.5}),
        {"choices": [{"text": "", "logprobs": None}]},
    )
    found = await steps(client, depth=2)
    assert [shown(step) for step in found] == [[" a"], [" b"]]
    assert server.requests[-1].body["max_tokens"] == 2
    assert [step.evaluated_tokens for step in found] == [5, 1]
    assert all(step.model_ms > 0 for step in found)


async def test_a_step_costs_the_prompt_tokens_that_were_not_cached(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of()
    await client.capabilities()
    for told, evaluated in ((6, 6), (1, 1), (0, 1)):
        timings = {"timings": {"prompt_n": told}}
        server.answer = lambda _, timings=timings: streamed({**content_answer(), **timings})  # type: ignore[misc]
        assert [step.evaluated_tokens for step in await steps(client)] == [evaluated]


async def test_a_step_is_handed_on_before_the_server_has_finished(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of()
    await client.capabilities()
    server.answer = lambda _: streamed(content_answer(), then="hang")
    async with aclosing(client.walk(Prompt("Hello"), alternatives=3)) as walk:
        assert shown(await anext(walk)) == [" one", " two", "."]


async def test_no_more_alternatives_are_asked_for_than_the_server_shows(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    server.answer = openai_like
    client = client_of()
    for wanted, asked_for in ((3, 3), (5, 5), (5000, 5)):
        [step] = await steps(client, alternatives=wanted)
        assert server.requests[-1].body["logprobs"] == asked_for
        assert step.distribution.asked_for == asked_for


async def test_lanes_are_shared_out_over_the_servers_prompt_caches(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of(lanes=3)
    for lane in (0, 1, 2, 3, 7):
        await steps(client, lane=lane)
    slots = [request.body["id_slot"] for request in server.requests[1:]]
    assert slots == [0, 1, 2, 0, 1]


async def test_only_servers_with_token_numbers_get_llama_cpps_own_fields(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    await steps(client_of())
    assert server.requests[-1].body["cache_prompt"] is True
    server.answer = openai_like
    await steps(client_of())
    assert set(server.requests[-1].body) == {
        "model", "prompt", "max_tokens", "logprobs", "temperature", "stream",
    }  # fmt: skip


async def test_the_distribution_is_the_models_own_at_temperature_0(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    await steps(client_of())
    assert {request.body["temperature"] for request in server.requests} == {0}


@pytest.mark.parametrize(
    "empty",
    [
        streamed(),
        streamed({"choices": []}),
        streamed({"error": {"message": "context too long"}}),
        Reply(json_of({"choices": [{"text": " one", "logprobs": None}]})),
    ],
)
async def test_an_answer_without_a_single_step_is_an_error_and_not_silence(
    server: ScriptedServer, client_of: ClientOf, empty: Reply
) -> None:
    client = client_of()
    await client.capabilities()
    server.answer = lambda _: empty
    with pytest.raises(UnusableAnswer):
        await steps(client)


async def test_the_request_names_the_model(server: ScriptedServer, client_of: ClientOf) -> None:
    await steps(client_of(model="mine"))
    assert {request.body["model"] for request in server.requests} == {"mine"}


async def test_any_text_arrives_as_it_was_typed(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    text = 'a"b\\c\n日本 é \N{GRINNING FACE}\x00\x1f'

    client = client_of()
    await client.capabilities()
    await steps(client, text)
    assert server.requests[-1].body["prompt"] == [text]
