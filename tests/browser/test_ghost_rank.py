"""The server says which item, if any, is good enough to stand in a person's text."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.desk import Desk
from tests.browser.scripted import After, Frame, ScriptedSocket, item, suggestions

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ITEMS = (item("bers", 0.5), item("ber", 0.4))


async def test_the_item_of_that_rank_is_the_ghost(desk: Desk, socket: ScriptedSocket) -> None:
    socket.answer = lambda frame: (
        [After(0, suggestions(frame["id"], ITEMS, ghost=1))] if frame["text"] == "num" else []
    )
    await desk.type("num")

    await desk.expect_ghost("ber")
    await expect(desk.rows.nth(0)).to_contain_text("numbers")
    await desk.press("Tab")
    assert await desk.text() == "number"
    await desk.until(lambda: bool(socket.of_type("accept")))
    assert socket.of_type("accept")[0]["rank"] == 1


async def test_without_a_ghost_there_is_only_the_list_and_tab_moves_on(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = lambda frame: (
        [After(0, suggestions(frame["id"], ITEMS, ghost=None))] if frame["text"] == "num" else []
    )
    await desk.type("num")
    await expect(desk.rows).to_have_count(2)
    await expect(desk.ghost).to_have_text("")

    await desk.press("Tab")

    await expect(desk.field).not_to_be_focused()
    assert await desk.text() == "num"


async def test_what_a_person_picks_out_becomes_the_ghost_all_the_same(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = lambda frame: (
        [After(0, suggestions(frame["id"], ITEMS, ghost=None))] if frame["text"] == "num" else []
    )
    await desk.type("num")
    await expect(desk.rows).to_have_count(2)

    await desk.press("Alt+BracketRight")

    await desk.expect_ghost("ber")
    await desk.press("Tab")
    assert await desk.text() == "number"


@pytest.mark.parametrize("later", [0, None])
async def test_a_refinement_leaves_a_painted_ghost_as_it_is(
    desk: Desk, socket: ScriptedSocket, later: int | None
) -> None:
    def answer(frame: Frame) -> list[After]:
        if frame["text"] != "num":
            return []
        id = frame["id"]
        return [
            After(0, suggestions(id, ITEMS[1:], final=False, ghost=0)),
            After(0.08, suggestions(id, ITEMS, seq=1, ghost=later)),
        ]

    socket.answer = answer

    await desk.type("num")
    await expect(desk.rows).to_have_count(2)

    await desk.expect_ghost("ber")
    assert await desk.painted_ghosts() == ["", "ber"]


async def test_a_refinement_may_bring_the_first_ghost(desk: Desk, socket: ScriptedSocket) -> None:
    socket.answer = lambda frame: (
        [
            After(0, suggestions(frame["id"], ITEMS, final=False, ghost=None)),
            After(0.08, suggestions(frame["id"], ITEMS, seq=1, ghost=0)),
        ]
        if frame["text"] == "num"
        else []
    )

    await desk.type("num")

    await desk.expect_ghost("bers")


async def test_the_next_keystroke_may_take_the_ghost_away(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = lambda frame: (
        [After(0, suggestions(frame["id"], [item("umber", 0.8)], ghost=0))]
        if frame["text"] == "n"
        else [After(0, suggestions(frame["id"], [item("mber", 0.2)], ghost=None))]
    )
    await desk.type("n")
    await desk.expect_ghost("umber")

    await desk.type("u")

    await expect(desk.ghost).to_have_text("")
    await expect(desk.rows).to_have_count(1)
