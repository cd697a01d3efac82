from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenHost
from tests.browser.host_site import HostDesk
from tests.browser.scripted import ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

QUESTION = "Could you tell me where it is?"


def field(desk: HostDesk, selector: str) -> HostDesk:
    return HostDesk(desk.page, selector=selector)


async def test_no_socket_is_opened_before_somebody_enters_a_field(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    async with open_host(ready=False) as desk:
        await desk.settle(300)
        assert socket.handshakes == 0

        await desk.field.click()

        await desk.connected()
        assert socket.handshakes == 1


async def test_all_fields_of_a_page_share_one_socket_and_its_numbers(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    socket.answer = completing(QUESTION)
    async with open_host("#note") as desk:
        for selector in ("#note", "#subject", "#letter", "#note"):
            await desk.page.locator(selector).click()
            await desk.press("Control+a", "Backspace")
            await desk.type("Could")
            await field(desk, selector).expect_ghost(" you")

        assert socket.handshakes == 1
        ids = [frame["id"] for frame in socket.of_type("input")]
        assert ids == sorted(set(ids))


async def test_an_answer_goes_only_to_the_field_that_asked(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    socket.answer = completing(QUESTION, seconds=0.4)
    async with open_host("#note") as desk:
        await desk.page.evaluate("document.getElementById('subject').value = 'Could'")
        await desk.field.click()
        await desk.type("Could")
        await desk.page.locator("#subject").click()
        await desk.press("End")
        await desk.settle(700)

        # The late answer would fit the other field's text, too.
        await desk.expect_nothing()
        heard = await desk.page.evaluate(
            "window.heard.filter((each) => each.name === 'answered').map((each) => each.target)"
        )
        assert set(heard) == {"note"}
        await desk.page.locator("#subject").press_sequentially(" you")
        await field(desk, "#subject").expect_ghost(" tell")
        await expect(desk.listbox).to_have_count(1)
