from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk
from tests.browser.scripted import ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SENTENCES = ("Could you tell me where it is?", "Could you tell me when it starts?")


async def test_a_click_takes_an_item_and_the_field_keeps_the_focus(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = completing(*SENTENCES)
    await desk.page.evaluate(
        "document.getElementById('text').addEventListener('blur', () => (window.blurred = true))"
    )
    await desk.type("Could you tell me wh")

    await desk.rows.nth(1).click()

    await desk.expect_ghost(" it")
    assert await desk.text() == "Could you tell me when"
    await expect(desk.field).to_be_focused()
    assert await desk.page.evaluate("window.blurred ?? false") is False


async def test_a_tap_takes_an_item_and_the_field_keeps_the_focus(
    open_desk: OpenDesk, scripted_address: str, socket: ScriptedSocket
) -> None:
    socket.answer = completing(*SENTENCES)
    async with open_desk(
        scripted_address, has_touch=True, is_mobile=True, viewport={"width": 360, "height": 700}
    ) as desk:
        await desk.type("Could you tell me wh")
        await expect(desk.rows).to_have_count(2)
        await expect(desk.ghost).to_have_text("")
        box = await desk.rows.nth(0).bounding_box()
        assert box and box["height"] >= 44

        await desk.rows.nth(0).tap()

        await expect(desk.field).to_be_focused()
        assert await desk.text() == "Could you tell me where"


async def test_leaving_the_field_hides_the_list(desk: Desk, socket: ScriptedSocket) -> None:
    socket.answer = completing(*SENTENCES)
    await desk.type("Could you tell me wh")
    await expect(desk.rows).to_have_count(2)

    await desk.page.locator("#inspector-title").click()

    await desk.expect_nothing()
    await desk.until(lambda: bool(socket.of_type("dismiss")))
    assert socket.of_type("dismiss")[-1]["reason"] == "blur"
