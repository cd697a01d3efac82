"""A site that has no model server to ask does not start, and says what to do."""

from __future__ import annotations

import asyncio
from typing import Any

from pytest_django import Settings


async def test_a_site_without_a_model_server_does_not_start(settings: Settings) -> None:
    from autocomplete.live.lifespan import lifespan

    settings.MODEL_URL = ""
    asked: asyncio.Queue[Any] = asyncio.Queue()
    answers: list[Any] = []

    async def send(message: Any) -> None:
        answers.append(message)

    asked.put_nowait({"type": "lifespan.startup"})
    async with asyncio.timeout(5):
        await lifespan({"type": "lifespan"}, asked.get, send)  # type: ignore[arg-type]
    assert answers[0]["type"] == "lifespan.startup.failed"
    assert "AUTOCOMPLETE_MODEL_URL" in answers[0]["message"]
