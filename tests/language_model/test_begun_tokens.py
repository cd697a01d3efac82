"""What is typed of a token narrows what is asked for, on a server that raises chosen tokens."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Callable
from dataclasses import replace

import pytest

from autocomplete.language_model import vocabulary_probing
from autocomplete.language_model.client import PROBE_AGAIN_S, HttpLanguageModel
from autocomplete.language_model.errors import UnusableAnswer
from autocomplete.language_model.interface import Begun, Distribution, Prompt, Token
from tests.language_model.raised_tokens import (
    HALF,
    SHARES,
    entry,
    llama_cpp,
    vocabulary,
    whole,
)
from tests.language_model.scripted_server import Reply, Request, ScriptedServer

ClientOf = Callable[..., HttpLanguageModel]


@pytest.fixture
def telling(server: ScriptedServer) -> ScriptedServer:
    server.answer = llama_cpp
    server.all_tokens = whole()
    return server


async def asked(
    client: HttpLanguageModel, begun: str | bytes, *, known: int = 0, alternatives: int = 200
) -> Distribution:
    number, text, share = vocabulary()[known]
    typed = begun if isinstance(begun, bytes) else begun.encode()
    prompt = Prompt("Hello", begun=Begun(typed, Token(text.encode(), math.log(share), number)))
    [step] = [step async for step in client.walk(prompt, alternatives=alternatives)]
    return step.distribution


def shares_of(found: Distribution) -> dict[str, float]:
    return {token.text.decode(): token.probability for token in found.tokens}


async def test_a_server_that_tells_of_raised_tokens_can_be_asked_by_a_beginning(
    telling: ScriptedServer, client_of: ClientOf
) -> None:
    assert (await client_of(model="mine").capabilities()).begun_tokens


@pytest.mark.parametrize("known", [0, 2, 5])
async def test_what_agrees_comes_with_its_probability_among_all_tokens(
    telling: ScriptedServer, client_of: ClientOf, known: int
) -> None:
    found = await asked(client_of(model="mine"), " t", known=known)
    expected = {text: SHARES[text] for text in (" the", " to", " tea", " t", " ")}
    assert shares_of(found) == pytest.approx(expected, rel=1e-6)
    assert list(shares_of(found)) == list(expected)
    assert (found.begun, found.hidden, found.end_probability) == (b" t", 0.0, 0.0)


async def test_rare_tokens_are_found_however_improbable(
    telling: ScriptedServer, client_of: ClientOf
) -> None:
    client = client_of(model="mine")
    assert shares_of(await asked(client, " ze")) == pytest.approx({" zebra": 1e-5, " ": 1e-7})
    assert shares_of(await asked(client, " Z")) == pytest.approx({" Zürich": 1e-6, " ": 1e-7})


async def test_a_part_of_a_character_is_enough(
    telling: ScriptedServer, client_of: ClientOf
) -> None:
    found = await asked(client_of(model="mine"), "の".encode())
    assert [token.text for token in found.tokens] == [bytes(HALF)]
    assert found.tokens[0].probability == pytest.approx(1e-8)


async def test_where_nothing_agrees_nothing_is_told_and_nothing_hidden(
    telling: ScriptedServer, client_of: ClientOf
) -> None:
    found = await asked(client_of(model="mine"), "q")
    assert (found.tokens, found.hidden) == ((), 0.0)


async def test_what_is_left_out_of_a_long_list_is_bounded(
    telling: ScriptedServer, client_of: ClientOf
) -> None:
    found = await asked(client_of(model="mine"), " t", known=1, alternatives=3)
    assert list(shares_of(found)) == [" the", " to", " tea"]
    assert SHARES[" t"] + SHARES[" "] <= found.hidden == pytest.approx(2 * SHARES[" tea"])


@pytest.mark.parametrize("alternatives", [1, 2, 3, 4])
@pytest.mark.parametrize("known", [0, 1, 5])
async def test_the_bound_holds_however_improbable_the_known_one_is(
    telling: ScriptedServer, client_of: ClientOf, known: int, alternatives: int
) -> None:
    found = await asked(client_of(model="mine"), " t", known=known, alternatives=alternatives)
    agreeing = sum(SHARES[text] for text in (" the", " to", " tea", " t", " "))
    assert agreeing - sum(shares_of(found).values()) <= found.hidden + 1e-12


@pytest.mark.parametrize(("most_bytes", "read"), [(20_000_000, True), (5_000_000, False)])
async def test_a_vocabulary_may_be_larger_than_any_other_answer(
    telling: ScriptedServer,
    client_of: ClientOf,
    monkeypatch: pytest.MonkeyPatch,
    most_bytes: int,
    read: bool,
) -> None:
    monkeypatch.setattr(vocabulary_probing, "LARGEST_VOCABULARY_BYTES", most_bytes)
    rare = [entry(number, f" rare{number}", logprob=-40.0) for number in range(100, 60_000)]
    telling.all_tokens = whole(rare)
    assert (await client_of(model="mine").capabilities()).begun_tokens is read


@pytest.mark.parametrize("change", ["not_raised", "no_such_field", "refused"])
async def test_a_server_that_does_otherwise_is_not_asked_so(
    telling: ScriptedServer,
    client_of: ClientOf,
    change: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO, "autocomplete.language_model")

    def otherwise(request: Request) -> Reply:
        if not request.body.get("post_sampling_probs"):
            return llama_cpp(request)
        if change == "refused":
            return Reply(b'{"error": {"message": "logit_bias: unknown field"}}', status=400)
        if change == "no_such_field":
            request.body["post_sampling_probs"] = False
        else:
            request.body["logit_bias"] = []
        return llama_cpp(request)

    telling.answer = otherwise
    client = client_of(model="mine")
    found = await client.capabilities()
    assert found.token_paths and not found.begun_tokens
    assert "does not tell of tokens by their beginning" in caplog.text
    # Asked all the same, it tells what it can.
    assert " a" in shares_of(await asked(client, " t"))


async def test_a_server_whose_tokens_have_changed_is_probed_again_and_its_new_ones_are_read(
    telling: ScriptedServer, client_of: ClientOf
) -> None:
    now = 0.0
    client = client_of(model="mine", clock=lambda: now)
    assert (await client.capabilities()).begun_tokens

    def changed(reply: Reply) -> Reply:
        def sea(part: bytes) -> bytes:
            return part.replace(b'" tea"', b'" sea"').replace(
                b"32, 116, 101, 97", b"32, 115, 101, 97"
            )

        return replace(reply, body=sea(reply.body), chunks=tuple(map(sea, reply.chunks)))

    telling.answer = lambda request: changed(llama_cpp(request))
    telling.all_tokens = changed(whole())
    with pytest.raises(UnusableAnswer, match="not those that it told before"):
        await asked(client, " t")
    now = PROBE_AGAIN_S
    assert " sea" in shares_of(await asked(client, " s"))
    assert " tea" not in shares_of(await asked(client, " t"))


async def test_what_was_typed_reaches_the_server_only_as_numbers(
    telling: ScriptedServer, client_of: ClientOf
) -> None:
    await asked(client_of(model="mine"), " ze")
    body = telling.requests[-1].body
    assert [number for number, _ in body["logit_bias"]] == [6, 8, 0]
    assert " ze" not in json.dumps(body)
