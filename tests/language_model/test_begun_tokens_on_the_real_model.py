"""The embedded llama.cpp tells of begun tokens what its list of all tokens tells."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from autocomplete.language_model import events, probing
from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.embedded import EmbeddedServer
from autocomplete.language_model.interface import Distribution, Prompt

pytestmark = pytest.mark.model

VOCABULARY = 49_152
# The server computes in 32 bits, and not always in the same order.
ROUNDING = 1e-3


@pytest_asyncio.fixture
async def model(
    embedded_model: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[HttpLanguageModel]:
    monkeypatch.setattr(probing, "LLAMA_CPP_ALTERNATIVES", VOCABULARY)
    monkeypatch.setattr(events, "LARGEST_ANSWER_BYTES", 50_000_000)
    model = HttpLanguageModel(
        embedded_model.base_url,
        api_key=embedded_model.api_key,
        model=embedded_model.name,
        timeout_s=60,
        lanes=embedded_model.lanes,
    )
    yield model
    await model.aclose()


async def asked(model: HttpLanguageModel, prompt: Prompt, alternatives: int) -> Distribution:
    [step] = [step async for step in model.walk(prompt, alternatives=alternatives)]
    return step.distribution


@pytest.mark.parametrize(
    ("text", "begun"),
    [
        ("Could you please", " s"),
        ("Could you please", " xyl"),
        ("The name of the river is", " Y"),
        ("I would like", "q"),
        ("I would like", " é"),
        ("お茶を", "の"),
    ],
)
async def test_each_has_the_probability_that_it_has_among_all(
    model: HttpLanguageModel, text: str, begun: str
) -> None:
    assert (await model.capabilities()).begun_tokens
    whole = await asked(model, Prompt(text), VOCABULARY)
    typed = begun.encode()
    asked_for = whole.begun_by(typed)
    assert asked_for is not None
    found = await asked(model, Prompt(text, begun=asked_for), 10_000)
    expected = {
        token.id: token.logprob
        for token in whole.tokens
        if token.text.startswith(typed) or typed.startswith(token.text)
    }
    told = {token.id: token.logprob for token in found.tokens}
    assert told.keys() == expected.keys()
    assert all(abs(told[number] - logprob) < ROUNDING for number, logprob in expected.items())
    assert found.hidden == 0.0
