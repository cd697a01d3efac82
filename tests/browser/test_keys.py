from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.desk import Desk
from tests.browser.scripted import After, ScriptedSocket, completing, item, suggestions

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

QUESTION = "Could you tell me where it is?"
OTHERS = ("Could you tell me when it starts?", "Could you tell me what it costs?")


async def test_tab_takes_the_ghost_and_what_follows_is_asked_for_at_once(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = completing(QUESTION, *OTHERS)
    await desk.type("Could you tell me wh")
    await desk.expect_ghost("ere")

    await desk.press("Tab")

    await desk.expect_ghost(" it")
    assert await desk.text() == "Could you tell me where"
    await expect(desk.field).to_be_focused()
    await desk.until(lambda: bool(socket.of_type("accept")))
    [accept] = socket.of_type("accept")
    assert (accept["rank"], accept["length"]) == (0, 3)
    # The ghost may still be that of an earlier keystroke, typed through.
    asked = {frame["id"]: frame["text"] for frame in socket.of_type("input")}
    assert "Could you tell me wh".startswith(asked[accept["id"]])
    assert len(asked[accept["id"]]) >= len("Could you tell me")
    assert accept["ms_shown"] >= 0
    assert socket.received[-1]["text"] == "Could you tell me where"


async def test_tab_moves_the_focus_when_no_ghost_is_shown(
    desk: Desk, socket: ScriptedSocket
) -> None:
    await desk.type("no answer to this")

    await desk.press("Tab")

    await expect(desk.field).not_to_be_focused()


async def test_shift_tab_is_never_taken(desk: Desk, socket: ScriptedSocket) -> None:
    socket.answer = completing(QUESTION)
    await desk.type("Could")
    await desk.expect_ghost(" you")

    await desk.press("Shift+Tab")

    await expect(desk.field).not_to_be_focused()
    assert await desk.text() == "Could"


async def test_escape_hides_until_the_next_character_and_frees_tab(
    desk: Desk, socket: ScriptedSocket
) -> None:
    def answer(frame: dict[str, object]) -> list[After]:
        [step] = completing(QUESTION, *OTHERS)(frame)
        return [step, After(0.1, {**step.frame, "seq": 1})]

    socket.answer = answer
    await desk.type("Could you tell me wh")
    await desk.expect_ghost("ere")

    await desk.press("Escape")
    await desk.settle(250)

    await desk.expect_nothing()
    await desk.until(lambda: bool(socket.of_type("dismiss")))
    assert [frame["reason"] for frame in socket.of_type("dismiss")] == ["escape"]

    await desk.type("e")
    await desk.expect_ghost("re")
    await desk.press("Escape", "Tab")
    await expect(desk.field).not_to_be_focused()


async def test_a_double_tab_does_not_leave_the_field_while_the_next_suggestion_is_due(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = completing(QUESTION, seconds=0.25)
    await desk.type("Could")
    await desk.expect_ghost(" you")

    await desk.press("Tab", "Tab")

    await expect(desk.field).to_be_focused()
    await desk.expect_ghost(" tell")
    assert await desk.text() == "Could you"


async def test_escape_then_tab_leaves_even_right_after_a_tab(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = completing(QUESTION, seconds=0.3)
    await desk.type("Could")
    await desk.expect_ghost(" you")

    await desk.press("Tab", "Escape", "Tab")

    await expect(desk.field).not_to_be_focused()


async def test_tab_is_free_again_once_nothing_comes(desk: Desk, socket: ScriptedSocket) -> None:
    socket.answer = completing("Could you")
    await desk.type("Could")
    await desk.expect_ghost(" you")

    await desk.press("Tab")
    await desk.settle(1100)
    await desk.press("Tab")

    await expect(desk.field).not_to_be_focused()


@pytest.mark.parametrize("key", ["Control+ArrowRight", "Alt+ArrowRight"])
async def test_the_next_word_of_a_phrase_is_taken_alone(
    desk: Desk, socket: ScriptedSocket, key: str
) -> None:
    socket.answer = lambda frame: (
        [After(0, suggestions(frame["id"], [item(" you tell me, please", 0.4)]))]
        if frame["text"] == "Could"
        else []
    )
    await desk.type("Could")
    await desk.expect_ghost(" you tell me, please")

    await desk.press(key, key)

    assert await desk.text() == "Could you tell"
    await desk.expect_ghost(" me, please")
    await desk.until(lambda: len(socket.of_type("accept")) == 2)
    assert [frame["length"] for frame in socket.of_type("accept")] == [4, 5]


@pytest.mark.parametrize(("key", "word"), [("Alt+Digit2", "when"), ("Alt+Digit3", "what")])
async def test_a_digit_takes_that_item_of_the_list(
    desk: Desk, socket: ScriptedSocket, key: str, word: str
) -> None:
    socket.answer = completing(QUESTION, *OTHERS)
    await desk.type("Could you tell me wh")
    await expect(desk.rows).to_have_count(3)

    await desk.press(key)

    assert await desk.text() == f"Could you tell me {word}"
    await desk.until(lambda: bool(socket.of_type("accept")))
    assert socket.of_type("accept")[0]["rank"] == int(key[-1]) - 1


async def test_a_digit_beyond_the_list_takes_nothing(desk: Desk, socket: ScriptedSocket) -> None:
    socket.answer = completing(QUESTION, *OTHERS)
    await desk.type("Could you tell me wh")
    await expect(desk.rows).to_have_count(3)

    await desk.press("Alt+Digit4")

    assert await desk.text() == "Could you tell me wh"
    await expect(desk.rows).to_have_count(3)


async def test_brackets_cycle_the_ghost_both_ways(desk: Desk, socket: ScriptedSocket) -> None:
    socket.answer = completing(QUESTION, *OTHERS)
    await desk.type("Could you tell me wh")
    await desk.expect_ghost("ere")

    await desk.press("Alt+BracketRight")
    await desk.expect_ghost("en")
    await desk.press("Alt+BracketLeft", "Alt+BracketLeft")
    await desk.expect_ghost("at")
    await desk.press("Tab")

    assert await desk.text() == "Could you tell me what"


async def test_the_list_is_entered_walked_and_taken_from(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = completing(QUESTION, *OTHERS)
    await desk.type("Could you tell me wh")
    await expect(desk.rows).to_have_count(3)

    await desk.press("Alt+ArrowDown")
    await expect(desk.rows.nth(0)).to_have_attribute("aria-selected", "true")
    await desk.press("ArrowDown", "ArrowDown", "ArrowUp")
    await expect(desk.rows.nth(1)).to_have_attribute("aria-selected", "true")
    await desk.press("Enter")

    assert await desk.text() == "Could you tell me when"


async def test_arrows_and_enter_are_the_fields_own_until_the_list_is_entered(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = completing(QUESTION, *OTHERS)
    await desk.type("Could you tell me wh")
    await expect(desk.rows).to_have_count(3)

    await desk.press("Enter")
    assert await desk.text() == "Could you tell me wh\n"

    await desk.press("Backspace")
    await expect(desk.rows).to_have_count(3)
    await desk.press("ArrowUp")
    await desk.expect_nothing()


async def test_control_space_asks_again_past_every_gate(desk: Desk, socket: ScriptedSocket) -> None:
    socket.answer = lambda frame: [
        After(0, suggestions(frame["id"], [item("ber", 0.1)] if frame.get("force") else []))
    ]
    await desk.type("num")
    await desk.settle()
    await desk.expect_nothing()

    await desk.press("Control+Space")

    await desk.expect_ghost("ber")
    assert await desk.text() == "num"


async def test_inside_a_line_there_is_a_list_and_no_ghost(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = lambda frame: (
        [After(0, suggestions(frame["id"], [item("ber", 0.9)]))] if frame["text"] == "a num" else []
    )
    await desk.type("a of things")
    for _ in range(len(" of things")):
        await desk.press("ArrowLeft")
    await desk.type(" num")

    await expect(desk.rows).to_have_count(1)
    await expect(desk.ghost).to_have_text("")
    assert socket.of_type("input")[-1]["after"] == " of things"
    await desk.press("Alt+Digit1")
    assert await desk.text() == "a number of things"
