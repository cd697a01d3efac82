"""Whatever goes wrong on the server becomes one sentence, without a word that was typed."""

from __future__ import annotations

import socket
import traceback
from collections.abc import Callable

import pytest

from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.errors import (
    ModelError,
    ModelTimeout,
    ModelUnavailable,
    RequestRefused,
    UnknownAddress,
    UnusableAnswer,
)
from autocomplete.language_model.interface import Token
from tests.language_model.asking import shown, steps
from tests.language_model.scripted_server import (
    Reply,
    Request,
    ScriptedServer,
    json_of,
    llama_cpp,
    openai_like,
)

ClientOf = Callable[..., HttpLanguageModel]
TYPED = "my pin is 4711"


def quoting(status: int) -> Callable[[Request], Reply]:
    """Fail as servers do: with the prompt in the body of the error."""

    def answer(request: Request) -> Reply:
        return Reply(json_of({"error": {"message": f"cannot read {request.body}"}}), status=status)

    return answer


@pytest.mark.parametrize(
    ("status", "kind", "sentence"),
    [
        (400, RequestRefused, "refused the request (status 400)"),
        (401, ModelUnavailable, "Set AUTOCOMPLETE_MODEL_API_KEY"),
        (402, ModelUnavailable, "out of credit"),
        (403, ModelUnavailable, "Set AUTOCOMPLETE_MODEL_API_KEY"),
        (404, UnknownAddress, "knows no such address or model. Check both"),
        (408, ModelTimeout, "did not answer in time"),
        (429, ModelUnavailable, "busy or failing (status 429)"),
        (500, ModelUnavailable, "busy or failing (status 500)"),
        (503, ModelUnavailable, "busy or failing (status 503)"),
        (504, ModelTimeout, "did not answer in time"),
    ],
)
async def test_each_status_has_its_sentence(
    server: ScriptedServer, client_of: ClientOf, status: int, kind: type[ModelError], sentence: str
) -> None:
    client = client_of()
    await client.capabilities()
    server.answer = quoting(status)
    with pytest.raises(ModelError) as caught:
        await steps(client, TYPED)
    assert type(caught.value) is kind
    assert sentence in str(caught.value)
    assert "4711" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("status", [401, 404, 429, 500])
async def test_a_probe_fails_with_the_same_sentences(
    server: ScriptedServer, client_of: ClientOf, status: int
) -> None:
    server.answer = lambda _: Reply(status=status)
    with pytest.raises(ModelUnavailable):
        await client_of(model="mine").capabilities()
    server.models = Reply(status=status)
    with pytest.raises(ModelUnavailable):
        await client_of().capabilities()


@pytest.mark.parametrize(
    ("told", "wait_ms"),
    [("7", 7000), ("", 1000), ("soon", 1000), ("Wed, 21 Oct 2015 07:28:00 GMT", 0)],
)
async def test_a_busy_server_may_say_when_to_come_back(
    server: ScriptedServer, client_of: ClientOf, told: str, wait_ms: int
) -> None:
    server.answer = lambda _: Reply(status=429, headers={"retry-after": told} if told else {})
    with pytest.raises(ModelUnavailable) as caught:
        await client_of(model="mine").capabilities()
    assert caught.value.retry_after_ms == wait_ms


@pytest.mark.parametrize(
    "silent",
    [
        Reply(status=0, then="hang"),
        Reply(chunks=(b"data: {",), kind="text/event-stream", then="hang"),
    ],
)
async def test_a_server_that_stays_silent_is_given_up(
    server: ScriptedServer, client_of: ClientOf, silent: Reply
) -> None:
    client = client_of(timeout_s=0.1)
    await client.capabilities()
    server.answer = lambda _: silent
    with pytest.raises(ModelTimeout, match="did not answer in time") as caught:
        await steps(client, TYPED)
    assert caught.value.retry_after_ms
    assert len(server.requests) == 2


async def test_a_silent_probe_is_given_up(server: ScriptedServer, client_of: ClientOf) -> None:
    server.answer = lambda _: Reply(status=0, then="hang")
    with pytest.raises(ModelTimeout):
        await client_of(model="mine", timeout_s=0.1).capabilities()


async def test_a_refused_connection_is_an_unreachable_server(client_of: ClientOf) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        base_url = f"http://127.0.0.1:{unused.getsockname()[1]}/v1"
        for model in ("", "mine"):
            with pytest.raises(ModelUnavailable, match="cannot be reached") as caught:
                await client_of(base_url=base_url, model=model).capabilities()
            assert caught.value.retry_after_ms


@pytest.mark.parametrize("payload", [b"<html>my pin is 4711</html>", b'{"choices": "4711"}'])
@pytest.mark.parametrize("kind", ["application/json", "text/event-stream"])
async def test_garbage_is_unusable_and_not_repeated(
    server: ScriptedServer, client_of: ClientOf, payload: bytes, kind: str
) -> None:
    client = client_of()
    await client.capabilities()
    server.answer = lambda _: Reply(
        b"data: " * kind.startswith("text") + payload + b"\n", kind=kind
    )
    with pytest.raises(UnusableAnswer) as caught:
        await steps(client, TYPED)
    assert "4711" not in "".join(traceback.format_exception(caught.value))


async def test_a_path_that_cannot_be_sent_is_not_repeated_either(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    half_a_character = TYPED[-5:].encode() + b"\xe6"
    server.answer = openai_like
    with pytest.raises(UnusableAnswer) as caught:
        await steps(client_of(), TYPED, (Token(half_a_character, -1.0),))
    assert "4711" not in "".join(traceback.format_exception(caught.value))


async def test_after_a_failure_the_next_question_is_answered(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of()
    for status in (500, 429, 404):
        server.answer = llama_cpp
        await client.capabilities()
        server.answer = quoting(status)
        with pytest.raises(ModelUnavailable):
            await steps(client)
    server.answer = llama_cpp
    assert shown((await steps(client))[0]) == [" one", " two", "."]
