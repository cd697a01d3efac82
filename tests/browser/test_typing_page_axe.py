"""axe-core, and no sideways scrolling, on every page that visitors and operators come in by."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.browser.axe import findings
from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk
from tests.browser.scripted import ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/keys/", "/embed/", "/admin/login/"])
async def test_axe_finds_nothing_on_the_other_pages(
    browser: Browser, scripted_address: str, path: str, scheme: Any
) -> None:
    async with await browser.new_context(color_scheme=scheme) as context:
        desk = Desk(await context.new_page())
        await desk.watch()
        await desk.page.goto(f"{scripted_address}{path}")

        assert await findings(desk.page) == []
        assert desk.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_while_the_help_is_open(
    open_desk: OpenDesk, scripted_address: str, scheme: Any
) -> None:
    async with open_desk(scripted_address, color_scheme=scheme) as desk:
        await desk.page.get_by_role("link", name="Keys").click()
        await expect(desk.page.get_by_role("dialog")).to_be_visible()

        assert await findings(desk.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_while_the_connection_is_lost(
    open_desk: OpenDesk, scripted_address: str, socket: ScriptedSocket, scheme: Any
) -> None:
    async with open_desk(scripted_address, color_scheme=scheme) as desk:
        socket.refuse_with = 1012
        socket.hang_up()
        await expect(desk.status).to_contain_text("No connection")

        assert await findings(desk.page) == []


@pytest.mark.parametrize("width", [320, 640, 1920])
@pytest.mark.parametrize("path", ["/", "/keys/", "/embed/"])
async def test_no_page_is_wider_than_the_window(
    browser: Browser, scripted_address: str, path: str, width: int
) -> None:
    async with await browser.new_context(viewport={"width": width, "height": 640}) as context:
        page = await context.new_page()
        await page.goto(f"{scripted_address}{path}")

        assert await page.evaluate("document.documentElement.scrollWidth") <= width


async def test_the_help_fits_the_narrowest_window(
    open_desk: OpenDesk, scripted_address: str
) -> None:
    async with open_desk(scripted_address, viewport={"width": 320, "height": 480}) as desk:
        await desk.page.get_by_role("link", name="Keys").click()
        dialog = desk.page.get_by_role("dialog")
        box = await dialog.bounding_box()

        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 320
        assert await dialog.evaluate("dialog => dialog.scrollWidth - dialog.clientWidth") == 0


async def test_confidence_can_be_told_without_any_colour(
    open_desk: OpenDesk, scripted_address: str, socket: ScriptedSocket
) -> None:
    """By the line under the token, which forced colours leave as it is, and by the number."""
    socket.answer = completing(*(f"so {letter}" for letter in "abcdefg"))
    async with open_desk(scripted_address, forced_colors="active") as desk:
        await desk.type("so")
        await expect(desk.panel.locator(".path")).to_have_count(7)

        lines = await desk.panel.locator(".tokens .token").evaluate_all(
            """tokens => tokens.map((token) => [
              token.querySelector(".token-prob").textContent,
              getComputedStyle(token.querySelector(".token-text")).borderBottomStyle,
            ])"""
        )
        assert lines[0] == ["60 %", "solid"]
        assert lines[1] == ["30 %", "dashed"]
        assert lines[3] == ["7.5 %", "dotted"]
        await expect(desk.panel.locator(".degree")).to_have_text(
            ["from 50 %", "from 10 %", "from 1 %", "less"]
        )
