from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk
from tests.browser.scripted import After, ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SENTENCE = "I would like to know where my parcel is."


async def test_the_field_works_as_ever_while_the_server_is_gone_and_old_text_is_not_replayed(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = completing(SENTENCE)
    await desk.type("I would")
    await desk.expect_ghost(" like")
    socket.refuse_with = 1012
    socket.hang_up()
    await expect(desk.status).to_contain_text("No connection to the server.")
    asked = len(socket.of_type("input"))

    await desk.type(" like to kn", ms=20)
    assert await desk.text() == "I would like to kn"
    socket.refuse_with = None

    await expect(desk.status).to_have_text("Ready", timeout=10_000)
    await desk.expect_ghost("ow")
    assert [frame["text"] for frame in socket.of_type("input")[asked:]] == ["I would like to kn"]


async def test_a_dead_server_leaves_tab_and_typing_alone(
    open_desk: OpenDesk, scripted_address: str, socket: ScriptedSocket
) -> None:
    socket.refuse_with = 1012
    async with open_desk(scripted_address, ready=False) as desk:
        await desk.type("plain text")
        await expect(desk.status).to_contain_text("trying again")
        assert await desk.text() == "plain text"
        await desk.expect_nothing()

        await desk.press("Tab")

        await expect(desk.field).not_to_be_focused()


async def test_a_refused_key_is_not_tried_again(
    open_desk: OpenDesk, scripted_address: str, socket: ScriptedSocket
) -> None:
    socket.refuse_with = 4401
    async with open_desk(scripted_address, ready=False) as desk:
        await expect(desk.status).to_contain_text("The server refuses suggestions")
        await desk.settle(900)

        assert socket.handshakes == 1


async def test_a_connection_closed_for_idleness_comes_back_with_the_next_character(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = completing(SENTENCE)
    socket.hang_up(4408)
    await expect(desk.status).to_contain_text("Paused")
    await desk.settle(900)
    assert socket.handshakes == 1

    await desk.type("I")

    await desk.expect_ghost(" would")
    assert socket.handshakes == 2


async def test_an_unavailable_model_is_explained_and_asked_again_by_itself(
    desk: Desk, socket: ScriptedSocket
) -> None:
    sentence = "The language model is starting. Suggestions come back by themselves."
    socket.answer = lambda frame: [
        After(
            0,
            {
                "type": "error",
                "id": frame["id"],
                "code": "model_unavailable",
                "message": sentence,
                "retry_after_ms": 400,
            },
        )
    ]
    await desk.type("I would", ms=50)
    await expect(desk.status).to_have_text(sentence)
    # One question found out; the following keystrokes wait.
    assert len(socket.of_type("input")) < len("I would")

    socket.answer = completing(SENTENCE)

    await desk.expect_ghost(" like")
    await expect(desk.status).to_have_text("Ready")
