from __future__ import annotations

import pytest

from tests.browser.desk import Desk
from tests.browser.scripted import After, ScriptedSocket, item, suggestions

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_nothing_is_asked_shown_or_taken_while_an_input_method_composes(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = lambda frame: [After(0, suggestions(frame["id"], [item("本語", 0.8)]))]
    devtools = await desk.page.context.new_cdp_session(desk.page)
    await desk.type("ab")
    await desk.expect_ghost("本語")
    asked = len(socket.of_type("input"))

    for composed in ("に", "にほ", "にほん"):
        await devtools.send(
            "Input.imeSetComposition",
            {"text": composed, "selectionStart": len(composed), "selectionEnd": len(composed)},
        )
        await desk.expect_nothing()
    await desk.settle()
    await desk.expect_nothing()
    assert len(socket.of_type("input")) == asked

    await devtools.send("Input.insertText", {"text": "日"})

    await desk.expect_ghost("本語")
    assert await desk.text() == "ab日"
    assert socket.of_type("input")[-1]["text"] == "ab日"
    assert await desk.paint_faults() == []


async def test_an_answer_that_arrives_during_composition_stays_unseen(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = lambda frame: [After(0.2, suggestions(frame["id"], [item("c", 0.8)]))]
    devtools = await desk.page.context.new_cdp_session(desk.page)
    await desk.type("ab")

    await devtools.send(
        "Input.imeSetComposition", {"text": "c", "selectionStart": 1, "selectionEnd": 1}
    )
    await desk.settle(400)

    await desk.expect_nothing()
    assert "c" not in await desk.painted_ghosts()
