"""Takes pictures of the real pages with the real model; run by `make screenshots`.

Those of the README go to docs/images, those that are only to be looked at to build/screenshots.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from playwright.async_api import Browser, Page, async_playwright, expect

if TYPE_CHECKING:
    from tests.browser.desk import Desk

ROOT = Path(__file__).resolve().parent.parent.parent
KEPT = ROOT / "docs" / "images"
LOOKED_AT = ROOT / "build" / "screenshots"
WIDE = {"width": 1200, "height": 800}
# Two letters of each word are typed, then the ghost is taken if it is the word.
BEGINNING = "Thank you for your message. I would be happy to meet you next we"


@dataclass(frozen=True)
class Picture:
    """One picture; ``scene`` uses the page before it is taken, ``context`` is the browser's."""

    name: str
    scene: Callable[[Desk], Awaitable[None]]
    folder: Path = LOOKED_AT
    context: dict[str, Any] = field(default_factory=dict)
    full_page: bool = False


async def nothing(desk: Desk) -> None:
    await expect(desk.field).to_be_visible()


async def write(desk: Desk) -> None:
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


def typing(text: str) -> Callable[[Desk], Awaitable[None]]:
    async def scene(desk: Desk) -> None:
        await desk.type(text, ms=100)
        await expect(desk.panel.locator(".costs")).to_be_visible(timeout=30_000)

    return scene


async def look_inside(desk: Desk) -> None:
    await desk.type("Could you please help me with th", ms=60)
    await expect(desk.panel.locator(".path").first).to_be_visible(timeout=30_000)
    await desk.press("Escape")


async def open_help(desk: Desk) -> None:
    await desk.page.locator("#keyboard-link").click()


async def lose_the_connection(desk: Desk) -> None:
    await desk.type("I would like to kn", ms=60)
    await desk.page.context.set_offline(True)
    await desk.page.evaluate("window.openSocket.close()")
    await expect(desk.status).to_contain_text("offline")


PICTURES = (
    Picture("typing-light", write, KEPT),
    Picture("typing-dark", write, KEPT, {"color_scheme": "dark"}),
    Picture("empty", nothing),
    Picture("inspector", look_inside, full_page=True),
    Picture("help", open_help),
    Picture("error", lose_the_connection),
    Picture("narrow", write, context={"viewport": {"width": 390, "height": 844}}, full_page=True),
    # A window of 1,280 px zoomed to 200 % leaves 640 px for the page.
    Picture("zoom-200", write, context={"viewport": {"width": 640, "height": 400}}),
    Picture("arabic", typing("مرحبا، كيف ")),
    Picture("japanese", typing("本日はお忙しい")),
)


@asynccontextmanager
async def opened(browser: Browser, context: dict[str, Any]) -> AsyncIterator[Page]:
    options: dict[str, Any] = {"viewport": WIDE, "device_scale_factor": 1.5, **context}
    async with await browser.new_context(**options) as fresh:
        page = await fresh.new_page()
        # So that a scene can end the connection: being offline does not end an open one.
        await page.add_init_script(
            "const Real = WebSocket; window.WebSocket = class extends Real {"
            " constructor(...args) { super(...args); window.openSocket = this; } };"
        )
        yield page


async def take(browser: Browser, address: str, picture: Picture) -> None:
    from tests.browser.desk import Desk

    async with opened(browser, picture.context) as page:
        desk = Desk(page)
        await desk.open(address)
        await picture.scene(desk)
        await desk.settle(1000)
        path = picture.folder / f"{picture.name}.png"
        await page.screenshot(path=path, full_page=picture.full_page)
        print(path.relative_to(ROOT), flush=True)


async def take_demo(browser: Browser, address: str) -> None:
    """The demo's site is made in the database at hand, as `manage.py demo` does."""
    from autocomplete.demo.demo_site import demo_key
    from autocomplete.demo.host import DemoHost
    from tests.browser.host_site import HostDesk

    with DemoHost("127.0.0.1", 0) as host:
        host.embed(address, await asyncio.to_thread(demo_key, host.address))
        with host.running():
            async with opened(browser, {}) as page:
                desk = HostDesk(page, selector="#message")
                await desk.open(host.address)
                await desk.type("My order has not arr", ms=100)
                await expect(desk.rows.first).to_be_visible(timeout=30_000)
                await desk.settle(1000)
                await page.screenshot(path=KEPT / "demo.png", full_page=True)


def new_operator() -> tuple[Any, dict[str, str]]:
    """An administrator, for the caller to delete, and the cookie of a session."""
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.test import Client

    operator = User.objects.create_superuser(f"screenshots-{secrets.token_hex(4)}")
    client = Client()
    client.force_login(operator)
    name = settings.SESSION_COOKIE_NAME
    return operator, {"name": name, "value": client.cookies[name].value}


async def take_bench(browser: Browser, address: str) -> None:
    """The bench beside a profile's form, with values that nobody has saved."""
    operator, cookie = await asyncio.to_thread(new_operator)
    try:
        async with opened(browser, {"viewport": {"width": 1440, "height": 1500}}) as page:
            await page.context.add_cookies(
                [{"name": cookie["name"], "value": cookie["value"], "url": address}]
            )
            await page.goto(f"{address}/admin/autocomplete/profiledraft/add/")
            await page.locator("#bench-text").click()
            await page.keyboard.type("I would like to kn", delay=100)
            await expect(page.locator(".tree-label").first).to_be_visible(timeout=30_000)
            await page.wait_for_timeout(1000)
            await page.screenshot(path=KEPT / "bench.png")
    finally:
        await asyncio.to_thread(operator.delete)


async def main() -> None:
    from django.conf import settings
    from django.core.management import call_command

    from autocomplete.language_model.embedded import EmbeddedServer
    from autocomplete.language_model.weights import DEFAULT
    from autocomplete.management.progress_bar import fetch_with_progress_bar
    from autocomplete.static_files import collect_if_changed
    from tests.browser.serving import served
    from tests.chromium import HOW_TO_GET_IT, chromium

    path = chromium()
    if path is None:
        sys.exit(f"The pictures cannot be taken: {HOW_TO_GET_IT}.")
    for folder in (KEPT, LOOKED_AT):
        folder.mkdir(parents=True, exist_ok=True)
    collect_if_changed()
    await asyncio.to_thread(call_command, "migrate", interactive=False, verbosity=0)
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
            for picture in PICTURES:
                await take(browser, address, picture)
            await take_demo(browser, address)
            await take_bench(browser, address)
            await browser.close()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "autocomplete.settings")
    django.setup()
    asyncio.run(main())
