from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from playwright.async_api import expect

from tests.browser.desk import Desk
from tests.browser.scripted import (
    After,
    Frame,
    ScriptedSocket,
    completing,
    item,
    suggestions,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SENTENCE = "I would like to know where my parcel is."


@pytest.mark.parametrize("seconds", [0.03, 0.15, 0.4])
async def test_answers_that_come_late_are_shown_only_where_they_still_fit(
    desk: Desk, socket: ScriptedSocket, seconds: float
) -> None:
    socket.answer = completing(SENTENCE, "I want to", "I would love it", seconds=seconds)

    await desk.type(SENTENCE, ms=60)
    await desk.settle(500)

    assert await desk.paint_faults() == []
    assert await desk.text() == SENTENCE
    await desk.expect_nothing()


async def test_answers_in_the_wrong_order_are_never_painted_over_newer_text(
    desk: Desk, socket: ScriptedSocket
) -> None:
    chance = random.Random(7)
    answer = completing(SENTENCE, "I wonder", "I would rather not", "I would like to know who")

    def shuffled(frame: Frame) -> Sequence[After]:
        final = answer(frame)[0].frame
        first = {**final, "final": False, "items": final["items"][:1]}
        last = {**final, "seq": 1}
        return [After(chance.uniform(0.001, 0.3), each) for each in (first, last)]

    socket.answer = shuffled

    await desk.type(SENTENCE[:30], ms=45)
    await desk.press("Backspace", "Backspace", "Backspace", "ArrowLeft", "End")
    await desk.type("e my", ms=45)
    await desk.settle(400)

    assert await desk.paint_faults() == []
    assert any(await desk.painted_ghosts())


async def test_an_overtaken_answer_is_dropped_even_though_its_text_fits(
    desk: Desk, socket: ScriptedSocket
) -> None:
    """The answer to "th" comes after the one to "the", which has the better list."""

    def answer(frame: Frame) -> Sequence[After]:
        if frame["text"] == "th":
            return [After(0.2, suggestions(frame["id"], [item("ere", 0.9)]))]
        return [After(0.05, suggestions(frame["id"], [item("n", 0.5)]))]

    socket.answer = answer

    await desk.type("the", ms=20)
    await desk.expect_ghost("n")
    await desk.settle(300)

    await desk.expect_ghost("n")
    await expect(desk.rows).to_have_count(1)


@pytest.mark.parametrize("key", ["ArrowLeft", "Home", "Backspace", "Shift+ArrowLeft"])
async def test_moving_the_caret_or_deleting_hides_at_once(
    desk: Desk, socket: ScriptedSocket, key: str
) -> None:
    socket.answer = lambda frame: (
        [After(0, suggestions(frame["id"], [item("ber", 0.9)]))] if frame["text"] == "num" else []
    )
    await desk.type("num")
    await desk.expect_ghost("ber")

    await desk.press(key)

    await desk.expect_nothing()
    assert await desk.paint_faults() == []


async def test_a_click_elsewhere_in_the_text_hides(desk: Desk, socket: ScriptedSocket) -> None:
    socket.answer = completing("a number of things")
    await desk.type("a num")
    await desk.expect_ghost("ber")

    await desk.field.click(position={"x": 45, "y": 45})

    await desk.expect_nothing()
    assert await desk.paint_faults() == []


async def test_text_set_by_a_script_takes_the_suggestion_away(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = completing("a number of things")
    await desk.type("a num")
    await desk.expect_ghost("ber")

    await desk.page.evaluate("document.getElementById('text').value = 'something else'")

    await desk.expect_nothing()


async def test_an_untrusted_input_event_asks_nothing(desk: Desk, socket: ScriptedSocket) -> None:
    await desk.page.evaluate(
        """() => {
          const field = document.getElementById("text");
          field.value = "rewritten";
          field.dispatchEvent(new InputEvent("input", { bubbles: true }));
        }"""
    )
    await desk.settle()

    assert socket.received == []
