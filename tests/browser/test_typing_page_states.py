"""The line under the field says what is going on, whatever it is."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Route, expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk
from tests.browser.scripted import After, Frame, ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


REQUEST_ID = "hUw4pVwvNRSn6Wb7"


def failing(code: str, message: str = "") -> Any:
    def answer(frame: Frame) -> list[After]:
        error = {"type": "error", "id": frame["id"], "code": code, "message": message}
        return [After(0, {**error, "request_id": REQUEST_ID})]

    return answer


async def test_a_model_that_takes_its_time_is_waited_for_in_words(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = completing("I would like", seconds=3.5)

    await desk.type("I")
    await desk.settle(1000)
    await expect(desk.status).to_have_text("Ready")

    await expect(desk.status).to_have_text("Waiting for the language model …")
    await desk.expect_ghost(" would")
    await expect(desk.status).to_have_text("Ready")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("quota_exhausted", "Today’s allowance of suggestions is used up."),
        ("rate_limited", "A little too fast for the server."),
        ("model_timeout", "The language model took too long."),
    ],
)
async def test_a_limit_is_named(desk: Desk, socket: ScriptedSocket, code: str, words: str) -> None:
    socket.answer = failing(code)

    await desk.type("I")

    await expect(desk.status).to_contain_text(words)
    await expect(desk.page.locator("#status")).to_have_attribute("data-state", "trouble")


async def test_an_error_names_the_request_that_the_servers_log_holds(
    desk: Desk, socket: ScriptedSocket
) -> None:
    request = desk.page.locator("#status-request")
    socket.answer = failing("model_timeout")

    await desk.type("I")
    await expect(request).to_have_text(f"Request {REQUEST_ID}")

    socket.answer = completing("I would like")
    await desk.type(" ")
    await expect(desk.status).to_have_text("Ready")
    await expect(request).to_be_empty()


async def test_a_model_that_is_loading_is_told_of_in_the_servers_words(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = failing("model_unavailable", "The language model is starting.")

    await desk.type("I")

    await expect(desk.status).to_have_text("The language model is starting.")


async def test_a_device_without_a_network_is_told_apart_from_a_server_that_is_down(
    desk: Desk, socket: ScriptedSocket
) -> None:
    await desk.page.context.set_offline(True)
    socket.refuse_with = 1012
    socket.hang_up()

    await expect(desk.status).to_contain_text("This device is offline. Your text is safe")
    desk.complaints.clear()
    socket.refuse_with = None
    await desk.page.context.set_offline(False)

    await expect(desk.status).to_have_text("Ready", timeout=10_000)
    desk.complaints.clear()


async def test_a_widget_that_does_not_load_is_missed_in_words(
    open_desk: OpenDesk, scripted_address: str
) -> None:
    async with open_desk(scripted_address) as desk:

        async def refuse(route: Route) -> None:
            await route.abort()

        await desk.page.route("**/widget/**", refuse)
        await desk.page.reload()

        await expect(desk.status).to_contain_text("Suggestions could not be loaded.")
        await desk.field.press_sequentially("plain text")
        await expect(desk.field).to_have_value("plain text")
        desk.complaints.clear()


async def test_trouble_moves_nothing_on_the_page(
    open_desk: OpenDesk, scripted_address: str, socket: ScriptedSocket
) -> None:
    boxes = """() => ["#text", ".examples", ".inspector"].map((each) => {
      const { x, y, width } = document.querySelector(each).getBoundingClientRect();
      return [x, y, width];
    })"""
    for width in (320, 390, 1280):
        socket.reset()
        viewport = {"width": width, "height": 800}
        async with open_desk(scripted_address, viewport=viewport) as desk:
            calm = await desk.page.evaluate(boxes)
            socket.answer = failing("quota_exhausted")
            await desk.type("I")
            await expect(desk.status).to_contain_text("allowance")

            assert await desk.page.evaluate(boxes) == calm, width


async def test_without_javascript_the_page_says_so_and_shows_nothing_that_needs_it(
    open_desk: OpenDesk, scripted_address: str
) -> None:
    async with open_desk(scripted_address, ready=False, java_script_enabled=False) as desk:
        await expect(desk.page.locator(".notice")).to_be_visible()
        for gone in ("#status", ".examples", ".inspector", ".keys"):
            await expect(desk.page.locator(gone)).to_be_hidden()
        await desk.page.get_by_role("link", name="Keys").click()

        await expect(desk.page).to_have_url(f"{scripted_address}/keys/")
        await expect(desk.page.get_by_role("row").first).to_be_visible()


async def test_nothing_breathes_for_those_who_want_no_motion(
    open_desk: OpenDesk, scripted_address: str, socket: ScriptedSocket
) -> None:
    name = "dot => getComputedStyle(dot).animationName"
    for motion, animation in (("no-preference", "breathe"), ("reduce", "none")):
        socket.reset()
        async with open_desk(scripted_address, reduced_motion=motion) as desk:
            socket.answer = failing("quota_exhausted")
            await desk.type("I")
            await expect(desk.status).to_contain_text("allowance")

            assert await desk.page.locator(".status-dot").evaluate(name) == animation
