"""The embedded llama.cpp, asked at each of its three addresses, tells the same of one text."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.embedded import EmbeddedServer
from autocomplete.language_model.interface import Prompting, Step
from tests.language_model.asking import steps

pytestmark = pytest.mark.model

TEXT = "Thank you so much for your"
ADDRESSES: dict[str, tuple[Prompting, bool]] = {
    "/completion": ("text", True),
    "/v1": ("text", True),
    "/v1/chat/completions": ("prefill", False),
}


@pytest.fixture(params=ADDRESSES)
def address(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest_asyncio.fixture
async def client(address: str, embedded_model: EmbeddedServer) -> AsyncIterator[HttpLanguageModel]:
    root = embedded_model.base_url.removesuffix("/v1")
    made = HttpLanguageModel(
        root + address, api_key=embedded_model.api_key, model=embedded_model.name
    )
    yield made
    await made.aclose()


def likeliest(step: Step, count: int) -> set[bytes]:
    return {token.text for token in step.distribution.tokens[:count]}


async def test_each_address_is_asked_in_its_dialect(
    address: str, client: HttpLanguageModel
) -> None:
    found = await client.capabilities()
    assert (found.prompting, found.token_paths) == ADDRESSES[address]
    assert found.most_alternatives == 5000


async def test_each_address_goes_on_with_the_same_word(client: HttpLanguageModel) -> None:
    [step] = await steps(client, TEXT, alternatives=50)
    assert b" help" in likeliest(step, 5)
    assert len(step.distribution.tokens) >= 45


async def test_each_address_goes_on_behind_a_path(client: HttpLanguageModel) -> None:
    [step] = await steps(client, TEXT, alternatives=50)
    help_token = next(one for one in step.distribution.tokens if one.text == b" help")
    [behind] = await steps(client, TEXT, (help_token,), alternatives=50)
    assert {b" with", b".", b" and", b",", b"!"} & likeliest(behind, 4)


async def test_each_address_walks_its_likeliest_path_and_stops(client: HttpLanguageModel) -> None:
    found = await steps(client, TEXT, alternatives=5, depth=3)
    assert len(found) == 3


async def test_both_completions_give_the_same_numbers(embedded_model: EmbeddedServer) -> None:
    told: list[Step] = []
    root = embedded_model.base_url.removesuffix("/v1")
    for address in ("/completion", "/v1"):
        client = HttpLanguageModel(root + address, api_key=embedded_model.api_key)
        told += await steps(client, TEXT, alternatives=100)
        await client.aclose()
    native, compatible = (
        {token.id: token.logprob for token in step.distribution.tokens} for step in told
    )
    both = native.keys() & compatible.keys()
    assert len(both) >= 98
    assert max(abs(native[id] - compatible[id]) for id in both) < 0.05
