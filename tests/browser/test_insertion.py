from __future__ import annotations

import pytest

from tests.browser.desk import Desk
from tests.browser.scripted import After, ScriptedSocket, completing, item, suggestions

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_one_undo_takes_back_one_accept_and_nothing_else(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = completing("a number of things")
    await desk.type("a num")
    await desk.expect_ghost("ber")
    await desk.press("Tab")
    await desk.expect_ghost(" of")
    await desk.press("Tab")
    assert await desk.text() == "a number of"

    await desk.press("Control+z")
    assert await desk.text() == "a number"
    await desk.press("Control+z")
    assert await desk.text() == "a num"
    await desk.press("Control+Shift+z")
    assert await desk.text() == "a number"


async def test_the_page_hears_of_an_accept_as_of_typing(desk: Desk, socket: ScriptedSocket) -> None:
    socket.answer = completing("a number of things")
    await desk.page.evaluate(
        "document.addEventListener('input', (event) => (window.heard = event.target.value))"
    )
    await desk.type("a num")
    await desk.expect_ghost("ber")

    await desk.press("Tab")

    assert await desk.page.evaluate("window.heard") == "a number"


async def test_where_the_browser_refuses_the_command_the_text_is_set_directly(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = completing("a number of things")
    await desk.page.evaluate(
        """() => {
          document.execCommand = () => false;
          document.addEventListener("input", (event) => (window.heard = event.target.value));
        }"""
    )
    await desk.type("a num")
    await desk.expect_ghost("ber")

    await desk.press("Tab")

    await desk.expect_ghost(" of")
    assert await desk.text() == "a number"
    assert await desk.page.evaluate("window.heard") == "a number"


async def test_what_does_not_fit_into_maxlength_is_not_offered(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = lambda frame: [
        After(0, suggestions(frame["id"], [item("bers", 0.5), item("ber", 0.4)]))
    ]
    await desk.page.evaluate("document.getElementById('text').maxLength = 6")

    await desk.type("num")
    await desk.expect_ghost("ber")
    await desk.press("Tab")

    assert await desk.text() == "number"


@pytest.mark.parametrize("property", ["readOnly", "disabled"])
async def test_a_field_that_takes_no_text_shows_nothing(
    desk: Desk, socket: ScriptedSocket, property: str
) -> None:
    # Long enough for the field to be closed before the answer comes, also on a slow machine.
    socket.answer = completing("a number of things", seconds=1.0)
    await desk.type("a num")

    await desk.page.evaluate(f"document.getElementById('text').{property} = true")
    await desk.settle(1300)

    await desk.expect_nothing()


async def test_half_a_surrogate_pair_is_never_sent(desk: Desk, socket: ScriptedSocket) -> None:
    await desk.page.evaluate(
        """() => {
          window.raw = [];
          const send = WebSocket.prototype.send;
          WebSocket.prototype.send = function (data) {
            window.raw.push(data);
            send.call(this, data);
          };
        }"""
    )
    await desk.type("smile 😀 and")
    await desk.page.evaluate(
        """() => {
          const field = document.getElementById("text");
          field.value = "\\ud83d x \\ude00 y \\ude00";
          field.setSelectionRange(8, 8);
        }"""
    )
    await desk.type("!")
    await desk.settle()

    raw = await desk.page.evaluate("window.raw")
    assert not any("\\\\ud" in data for data in raw)
    assert socket.of_type("input")[-1]["text"] == "\ufffd x \ufffd y !"
