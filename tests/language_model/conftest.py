"""A scripted server, and the client that asks it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest_asyncio

from autocomplete.language_model.client import HttpLanguageModel
from tests.language_model.scripted_server import ScriptedServer, llama_cpp


@pytest_asyncio.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    """A server that behaves like llama.cpp's until a test gives it another ``answer``."""
    async with ScriptedServer() as scripted:
        scripted.answer = llama_cpp
        yield scripted


@pytest_asyncio.fixture
async def client_of(
    server: ScriptedServer,
) -> AsyncIterator[Callable[..., HttpLanguageModel]]:
    """Make a client of the server: ``client_of(timeout_s=0.2)``."""
    made: list[HttpLanguageModel] = []

    def make(**options: Any) -> HttpLanguageModel:
        made.append(HttpLanguageModel(options.pop("base_url", server.url), **options))
        return made[-1]

    yield make
    for client in made:
        await client.aclose()
