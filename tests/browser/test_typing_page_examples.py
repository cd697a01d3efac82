from __future__ import annotations

import pytest
from playwright.async_api import expect

from autocomplete.examples import EXAMPLES, Example
from tests.browser.desk import Desk
from tests.browser.scripted import ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
async def test_an_example_fills_the_field_and_is_asked_about_at_once(
    desk: Desk, socket: ScriptedSocket, example: Example
) -> None:
    socket.answer = completing(example.text + "xyz")

    await desk.page.get_by_role("button", name=example.name).click()

    await desk.expect_ghost("xyz")
    await expect(desk.field).to_be_focused()
    assert await desk.text() == example.text
    # Nobody has typed it, so it counts neither way.
    await expect(desk.page.locator("#saved-count")).to_have_text("Nothing typed yet")
    await desk.press("Tab")
    await expect(desk.page.locator("#saved-count")).to_have_text("3 characters, 1 keystroke")


async def test_undo_brings_back_what_an_example_has_replaced(desk: Desk) -> None:
    await desk.type("my own words")

    await desk.page.get_by_role("button", name=EXAMPLES[0].name).click()
    await desk.press("Control+z")

    await expect(desk.field).to_have_value("my own words")
