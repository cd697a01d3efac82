from __future__ import annotations

from collections.abc import Sequence

import pytest
from playwright.async_api import expect

from tests.browser.desk import Desk
from tests.browser.scripted import After, Answer, Frame, ScriptedSocket, item, suggestions

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def once(text: str, *items: Frame) -> Answer:
    """Answer only the input that reads ``text``."""
    return lambda frame: (
        [After(0, suggestions(frame["id"], items))] if frame["text"] == text else []
    )


async def test_typing_the_ghost_uses_it_up_without_the_server_and_without_a_flicker(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = once("n", item("umber", 0.8), item("ame", 0.1))
    await desk.type("n")
    await desk.expect_painted("umber")

    for letter, rest in (("u", "mber"), ("m", "ber"), ("b", "er"), ("e", "r")):
        await desk.type(letter)
        await desk.expect_painted(rest)

    assert await desk.painted_ghosts() == ["", "umber", "mber", "ber", "er", "r"]
    await expect(desk.rows).to_have_count(1)


async def test_typing_past_moves_on_to_what_still_fits_and_then_says_so(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = once("n", item("umber", 0.8), item("ame", 0.1))
    await desk.type("n")
    await desk.expect_ghost("umber")

    await desk.type("a")
    await desk.expect_ghost("me")
    await desk.type("x")

    await desk.expect_nothing()
    await desk.until(lambda: bool(socket.of_type("dismiss")))
    [dismissal] = socket.of_type("dismiss")
    assert dismissal["reason"] == "typed_past"
    assert dismissal["id"] == socket.of_type("input")[0]["id"]


async def test_the_end_of_the_ghost_leaves_nothing_behind(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = once("n", item("o", 0.8))
    await desk.type("n")
    await desk.expect_ghost("o")

    await desk.type("o")

    await desk.expect_nothing()


async def test_a_refinement_adds_to_the_list_but_leaves_the_ghost_alone(
    desk: Desk, socket: ScriptedSocket
) -> None:
    def answer(frame: Frame) -> Sequence[After]:
        if frame["text"] != "num":
            return []
        id = frame["id"]
        return [
            After(0, suggestions(id, [item("ber", 0.4)], final=False)),
            After(0.05, suggestions(id, [item("bers", 0.5), item("ber", 0.4)], seq=1)),
        ]

    socket.answer = answer

    await desk.type("num")

    await expect(desk.rows).to_have_count(2)
    await expect(desk.rows.nth(0)).to_contain_text("numbers")
    await expect(desk.rows.nth(1)).to_contain_class("autocomplete-current")
    assert await desk.painted_ghosts() == ["", "ber"]


async def test_a_ghost_that_a_refinement_drops_stays_on_offer(
    desk: Desk, socket: ScriptedSocket
) -> None:
    def answer(frame: Frame) -> Sequence[After]:
        if frame["text"] != "num":
            return []
        id = frame["id"]
        return [
            After(0, suggestions(id, [item("ber", 0.4)], final=False)),
            After(0.05, suggestions(id, [item("erals", 0.5)], seq=1)),
        ]

    socket.answer = answer

    await desk.type("num")
    await expect(desk.rows).to_have_count(2)
    await desk.expect_painted("ber")
    await desk.press("Tab")
    await desk.settle()

    assert await desk.text() == "number"
    assert await desk.painted_ghosts() == ["", "ber", ""]


async def test_the_next_keystroke_may_bring_a_ghost_twice_as_probable(
    desk: Desk, socket: ScriptedSocket
) -> None:
    answers = {
        "n": [item("umber", 0.3)],
        "nu": [item("t", 0.4), item("mber", 0.3)],
        "num": [item("eric", 0.8), item("ber", 0.2)],
    }
    socket.answer = lambda frame: [After(0, suggestions(frame["id"], answers[frame["text"]]))]

    await desk.type("num", ms=120)

    await desk.expect_ghost("eric")
    assert await desk.painted_ghosts() == ["", "umber", "mber", "ber", "eric"]


async def test_an_empty_final_answer_hides_what_was_there(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = lambda frame: [
        After(
            0,
            suggestions(frame["id"], [item("umber", 0.8)])
            if frame["text"] == "n"
            else suggestions(frame["id"], [], gate="low_confidence"),
        )
    ]
    await desk.type("n")
    await desk.expect_ghost("umber")

    await desk.type("u")

    await desk.expect_nothing()
