"""One search serves every server: what it suggests differs by what the server shows, no more."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.embedded import EmbeddedServer
from autocomplete.live.session import TypedText, TypingSession
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.suggestions import SuggestionList
from tests.language_model.providers import PROVIDERS
from tests.language_model.scripted_server import ScriptedServer

ClientOf = Callable[..., HttpLanguageModel]
PATIENT = Profile(time_budget_ms=60_000)
RANKABLE = [name for name, provider in PROVIDERS.items() if provider.most]
RANKABLE.remove("ollama-v1-completions")


async def suggested(client: HttpLanguageModel, text: str) -> SuggestionList:
    """The final list for a text."""
    session = TypingSession(client, PATIENT)
    try:
        return [one async for one in session.suggest(TypedText(text))][-1]
    finally:
        await session.aclose()


@pytest.mark.parametrize("name", RANKABLE)
async def test_every_server_gives_suggestions_for_half_a_word_and_in_front_of_one(
    server: ScriptedServer, client_of: ClientOf, name: str
) -> None:
    provider = PROVIDERS[name]
    server.answer = provider.answer
    root = server.url.removesuffix("/v1")
    client = client_of(base_url=root + provider.path, model="mine")
    before = await suggested(client, "There is ")
    assert before.items[0].text.startswith("one")
    assert before.stats.covered > 0.8
    inside = await suggested(client, "There is o")
    assert inside.items[0].text.startswith("ne")
    assert inside.items[0].prob > 0.9


@pytest.mark.model
@pytest.mark.parametrize("path", ["/completion", "/v1", "/v1/chat/completions"])
async def test_the_real_model_completes_a_word_at_each_of_its_addresses(
    embedded_model: EmbeddedServer, path: str
) -> None:
    root = embedded_model.base_url.removesuffix("/v1")
    client = HttpLanguageModel(root + path, api_key=embedded_model.api_key, timeout_s=60)
    try:
        found = await suggested(client, "Thank you so mu")
        assert found.items[0].text.startswith("ch")
        assert found.items[0].prob > 0.5
    finally:
        await client.aclose()
