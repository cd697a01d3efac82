"""The embedded llama.cpp tells of begun tokens what its list of all tokens tells."""

from __future__ import annotations

import pytest

from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.interface import Distribution, Prompt

pytestmark = pytest.mark.model

# The server computes in 32 bits, and not always in the same order.
ROUNDING = 1e-3


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
    real_model: HttpLanguageModel, whole_vocabulary: int, text: str, begun: str
) -> None:
    assert (await real_model.capabilities()).begun_tokens
    whole = await asked(real_model, Prompt(text), whole_vocabulary)
    typed = begun.encode()
    asked_for = whole.begun_by(typed)
    assert asked_for is not None
    found = await asked(real_model, Prompt(text, begun=asked_for), 10_000)
    expected = {
        token.id: token.logprob
        for token in whole.tokens
        if token.text.startswith(typed) or typed.startswith(token.text)
    }
    told = {token.id: token.logprob for token in found.tokens}
    assert told.keys() == expected.keys()
    assert all(abs(told[number] - logprob) < ROUNDING for number, logprob in expected.items())
    assert found.hidden == 0.0
