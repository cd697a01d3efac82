"""Takes the README's pictures: the real page, the real model. Run by `make screenshots`."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import django
from playwright.async_api import Browser, async_playwright, expect

FOLDER = Path(__file__).resolve().parent.parent.parent / "docs" / "images"
SIZE = {"width": 1200, "height": 800}
# Two letters of each word are typed, then the ghost is taken if it is the word.
BEGINNING = "Thank you for your message. I would be happy to meet you next we"


async def take(browser: Browser, address: str, scheme: str) -> None:
    from tests.browser.desk import Desk

    context = await browser.new_context(
        viewport=SIZE,  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
        device_scale_factor=2,
    )
    async with context:
        desk = Desk(await context.new_page())
        await desk.open(address)
        words = BEGINNING.split(" ")
        for word in words[:-1]:
            await desk.type(word[:2], ms=100)
            # Once the model has read its preamble this takes no time to speak of.
            await expect(desk.rows.first).to_be_visible(timeout=30_000)
            if word[2:] and await desk.ghost.text_content() == word[2:]:
                await desk.press("Tab")
            else:
                await desk.type(word[2:], ms=100)
            await desk.type(" ")
            await desk.settle(300)
        await desk.type(words[-1], ms=200)
        await expect(desk.rows.first).to_be_visible()
        await expect(desk.panel.locator(".path").first).to_be_visible()
        await desk.settle(1000)
        await desk.page.screenshot(path=FOLDER / f"typing-{scheme}.png")


async def main() -> None:
    from django.conf import settings

    from autocomplete.language_model.embedded import EmbeddedServer
    from autocomplete.language_model.weights import DEFAULT
    from autocomplete.management.progress_bar import fetch_with_progress_bar
    from autocomplete.static_files import collect_if_changed
    from tests.browser.serving import served
    from tests.chromium import HOW_TO_GET_IT, chromium

    path = chromium()
    if path is None:
        sys.exit(f"The pictures cannot be taken: {HOW_TO_GET_IT}.")
    FOLDER.mkdir(parents=True, exist_ok=True)
    collect_if_changed()
    weights = fetch_with_progress_bar(DEFAULT, settings.DATA_FOLDER)
    async with (
        EmbeddedServer(weights, name=DEFAULT.name, lanes=settings.MODEL_LANES) as model,
        async_playwright() as playwright,
    ):
        settings.MODEL_URL = model.base_url
        settings.MODEL_API_KEY = model.api_key
        settings.MODEL_NAME = model.name
        from autocomplete.asgi import application

        with served(application, lifespan="on") as address:
            browser = await playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            for scheme in ("light", "dark"):
                await take(browser, address, scheme)
            await browser.close()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "autocomplete.settings")
    django.setup()
    asyncio.run(main())
