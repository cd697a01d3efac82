"""The typing page as a person meets it: what is on it, and hands to use it with."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.async_api import ConsoleMessage, Locator, Page, expect

PAINT_WATCH = Path(__file__).with_name("paint_watch.js")


@dataclass
class Desk:
    """A page under watch: ``complaints`` collects console errors and refusals by the CSP."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    async def open(self, address: str, *, ready: bool = True) -> None:
        await self.watch()
        await self.page.goto(address)
        await expect(self.field).to_be_focused()
        if ready:
            await expect(self.status).to_have_text("Ready")

    async def watch(self) -> None:
        """Note complaints and paints from the first moment on."""
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        await self.page.add_init_script(path=PAINT_WATCH)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    @property
    def field(self) -> Locator:
        return self.page.locator("#text")

    @property
    def status(self) -> Locator:
        return self.page.locator("#status-text")

    @property
    def ghost(self) -> Locator:
        return self.page.locator(".autocomplete-ghost")

    @property
    def listbox(self) -> Locator:
        return self.page.locator(".autocomplete-list")

    @property
    def rows(self) -> Locator:
        return self.listbox.locator("[role=option]:visible")

    @property
    def panel(self) -> Locator:
        return self.page.locator("#inspection")

    async def press(self, *keys: str) -> None:
        for key in keys:
            await self.page.keyboard.press(key)

    async def type(self, text: str, *, ms: float = 0) -> None:
        """Type with ``ms`` between the keys."""
        await self.page.keyboard.type(text, delay=ms)

    async def type_like_a_person(self, text: str, rhythm: random.Random) -> None:
        """Type with the uneven pauses of a fast person: 60 to 220 ms, longer after a word."""
        for character in text:
            await self.page.keyboard.type(character)
            pause = rhythm.uniform(60, 220) + (rhythm.uniform(0, 150) if character == " " else 0)
            await self.page.wait_for_timeout(pause)

    async def text(self) -> str:
        return await self.field.input_value()

    async def expect_ghost(self, text: str, *, within: float = 5) -> None:
        """Wait up to ``within`` seconds for exactly this ghost."""
        await expect(self.ghost).to_have_text(text, timeout=within * 1000)
        await expect(self.ghost).to_be_visible()

    async def expect_nothing(self) -> None:
        await expect(self.listbox).to_be_hidden()
        await expect(self.ghost).to_be_hidden()

    async def settle(self, ms: float = 150) -> None:
        """Give answers time to come that must not change anything."""
        await self.page.wait_for_timeout(ms)

    async def until(self, met: Callable[[], bool]) -> None:
        """Wait for what the server's side is about to hear."""
        deadline = time.monotonic() + 5
        while not met():
            assert time.monotonic() < deadline, "it did not happen within 5 s"
            await self.page.wait_for_timeout(10)

    async def expect_painted(self, text: str) -> None:
        """Wait until this ghost has reached the screen, which on a busy machine takes a while."""
        await self.expect_ghost(text)
        deadline = time.monotonic() + 5
        while (await self.painted_ghosts())[-1:] != [text]:
            assert time.monotonic() < deadline, f"{text!r} was not painted within 5 s"
            await self.page.wait_for_timeout(10)

    async def painted_ghosts(self) -> list[str]:
        """Every different ghost in the order of painting, "" for none."""
        found: list[str] = await self.page.evaluate("window.paintedGhosts")
        return found

    async def paint_faults(self) -> list[Any]:
        """What was painted without fitting the text; proves that paints were looked at."""
        assert await self.page.evaluate("window.paintedFrames") > 0
        found: list[Any] = await self.page.evaluate("window.paintFaults")
        return found
