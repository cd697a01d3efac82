"""What a page hears of the suggestions, on the field and up from it."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenHost
from tests.browser.scripted import After, ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

QUESTION = "Could you tell me where it is?"


async def test_shown_accepted_and_dismissed_say_which_suggestion(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    socket.answer = completing(QUESTION)
    async with open_host() as desk:
        await desk.type("Could")
        await desk.expect_ghost(" you")
        await desk.press("Tab")
        await desk.expect_ghost(" tell")
        await desk.press("Escape")

        last = socket.of_type("input")[-1]["id"]
        shown = (await desk.events("shown"))[-1]
        assert shown["id"] == last
        assert [each["text"] for each in shown["items"]] == [" tell"]
        [accepted] = await desk.events("accepted")
        assert (accepted["rank"], accepted["text"]) == (0, " you")
        assert accepted["id"] < last
        assert (await desk.events("dismissed"))[-1] == {"id": last, "reason": "escape"}
        await desk.until(lambda: bool(socket.of_type("dismiss")))
        [dismiss] = socket.of_type("dismiss")
        assert (dismiss["id"], dismiss["reason"]) == (last, "escape")


async def test_an_error_says_its_code_and_the_field_goes_on(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    error = {
        "type": "error",
        "code": "quota_exhausted",
        "message": "Nothing is left for today.",
        "request_id": "Zk3-a_9Q",
    }
    socket.answer = lambda frame: [After(0, {**error, "id": frame["id"]})]
    async with open_host() as desk:
        await desk.type("a")
        await desk.page.wait_for_function("window.heard.some(({ name }) => name === 'error')")

        [heard] = await desk.events("error")
        assert heard == {
            "code": "quota_exhausted",
            "message": "Nothing is left for today.",
            "requestId": "Zk3-a_9Q",
        }
        assert await desk.text() == "a"
        await desk.expect_nothing()


async def test_a_controlled_field_that_writes_its_value_back_keeps_working(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    """As React does: state follows the ``input`` event, and the value is set from state."""
    socket.answer = completing(QUESTION)
    async with open_host() as desk:
        await desk.field.evaluate(
            """field => {
              window.state = "";
              field.addEventListener("input", () => {
                window.state = field.value;
                field.value = window.state;
              });
            }"""
        )
        await desk.type("Could")
        await desk.expect_ghost(" you")
        await desk.press("Tab")
        await desk.expect_ghost(" tell")

        assert await desk.page.evaluate("window.state") == "Could you"


async def test_an_accept_counts_the_characters_it_inserted_and_how_long_it_was_shown(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    socket.answer = lambda frame: completing("num😀bers")(frame) if frame["text"] == "n" else []
    async with open_host() as desk:
        await desk.type("n")
        await desk.expect_ghost("um😀bers")
        await desk.type("u")
        await desk.settle(200)
        await desk.press("Tab")
        await desk.until(lambda: bool(socket.of_type("accept")))

        [accept] = socket.of_type("accept")
        assert accept["length"] == len("m😀bers")
        assert 200 <= accept["ms_shown"] < 10_000
