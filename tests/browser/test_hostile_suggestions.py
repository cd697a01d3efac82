"""A model that answers markup: ghost, list and panel show it as text, and nothing of it runs."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenHost
from tests.browser.desk import Desk
from tests.browser.scripted import After, Frame, ScriptedSocket, item, suggestions

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

IMAGE = " <img src=x onerror=alert(1)>"
REVERSED = " \u202etxet\u202c <script>alert(2)</script>"
ISOLATED = """row => [row, ...row.querySelectorAll("*")].some((part) =>
  part.textContent.includes("<script>")
  && ["isolate", "plaintext"].includes(getComputedStyle(part).unicodeBidi))"""
MADE = "img, b, iframe, object, script:not([src])"


def hostile(frame: Frame) -> list[After]:
    return [After(0, suggestions(frame["id"], [item(IMAGE, 0.6), item(REVERSED, 0.2)]))]


async def test_on_the_typing_page(desk: Desk, socket: ScriptedSocket) -> None:
    socket.answer = hostile
    made = await desk.page.locator(MADE).count()
    await desk.type("a")
    await desk.expect_ghost(IMAGE)
    await expect(desk.rows.nth(0)).to_contain_text(IMAGE.strip())
    await expect(desk.rows.nth(1)).to_contain_text("<script>")
    await expect(desk.panel).to_contain_text("onerror")
    assert await desk.page.locator(MADE).count() == made
    # A row that is turned round turns nothing else round.
    assert await desk.rows.nth(1).evaluate(ISOLATED)

    await desk.press("Tab")

    assert await desk.text() == "a" + IMAGE
    assert await desk.page.locator(MADE).count() == made


@pytest.mark.parametrize("selector", ["#note", "#letter"])
async def test_on_a_page_of_another_site(
    open_host: OpenHost, socket: ScriptedSocket, selector: str
) -> None:
    socket.answer = hostile
    async with open_host(selector) as desk:
        await desk.type("a")
        await desk.expect_ghost(IMAGE)
        await desk.press("Tab")
        assert await desk.text() == "a" + IMAGE
        assert await desk.page.locator(MADE).count() == 0
        # A dialog or a blocked script would be a complaint.
