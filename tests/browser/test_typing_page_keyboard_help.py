from __future__ import annotations

import pytest
from playwright.async_api import expect

from autocomplete.keyboard import SITUATIONS
from tests.browser.desk import Desk
from tests.browser.scripted import ScriptedSocket

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_help_opens_over_the_text_and_escape_closes_it(
    desk: Desk, socket: ScriptedSocket
) -> None:
    await desk.type("my own words")
    dialog = desk.page.get_by_role("dialog", name="Keys")
    await expect(dialog).to_be_hidden()

    await desk.page.get_by_role("link", name="Keys").click()
    await expect(dialog).to_be_visible()
    rows = sum(len(situation.bindings) for situation in SITUATIONS)
    await expect(dialog.get_by_role("row")).to_have_count(rows)
    await desk.press("Escape")

    await expect(dialog).to_be_hidden()
    assert await desk.text() == "my own words"


async def test_it_can_be_opened_and_closed_with_the_keyboard_alone(desk: Desk) -> None:
    dialog = desk.page.get_by_role("dialog", name="Keys")
    link = desk.page.get_by_role("link", name="Keys")
    await desk.press("Shift+Tab", "Shift+Tab")
    await expect(link).to_be_focused()

    await desk.press("Enter")
    await expect(dialog.get_by_role("button", name="Close")).to_be_focused()
    await desk.press("Enter")

    await expect(dialog).to_be_hidden()
    await expect(link).to_be_focused()


async def test_a_click_beside_it_closes_it_and_one_inside_does_not(desk: Desk) -> None:
    dialog = desk.page.get_by_role("dialog", name="Keys")
    await desk.page.get_by_role("link", name="Keys").click()
    await dialog.get_by_role("row").first.click()
    await dialog.click(position={"x": 3, "y": 3})
    await expect(dialog).to_be_visible()

    await desk.page.mouse.click(5, 400)

    await expect(dialog).to_be_hidden()
