"""Savings as in docs/evaluation.md: (characters - keystrokes) / characters."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk
from tests.browser.scripted import ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SENTENCE = "Could you tell me where it is?"


async def expect_count(desk: Desk, characters: int, keystrokes: int) -> None:
    saved = characters - keystrokes
    share = f"{round(100 * saved / characters)} % saved" if saved > 0 else ""
    words = (
        f"{characters} character{'s'[: characters != 1]},"
        f" {keystrokes} keystroke{'s'[: keystrokes != 1]}"
    )
    await expect(desk.page.locator("#saved-count")).to_have_text(words)
    await expect(desk.page.locator("#saved-share")).to_have_text(share)


async def test_a_taken_suggestion_is_one_keystroke_for_all_its_characters(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = completing(SENTENCE)
    await expect(desk.page.locator("#saved-count")).to_have_text("Nothing typed yet")

    await desk.type("C")
    await expect_count(desk, 1, 1)
    await desk.expect_ghost("ould")
    await desk.press("Tab")
    await expect_count(desk, 5, 2)
    await desk.expect_ghost(" you")
    await desk.press("Alt+1")
    await expect_count(desk, 9, 3)


async def test_one_word_of_a_longer_suggestion_counts_for_what_it_brought(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = completing(SENTENCE.replace(" me ", "\u00a0me "))
    await desk.type("Could you t")
    await desk.expect_ghost("ell\u00a0me")

    await desk.press("Control+ArrowRight")

    await expect_count(desk, len(await desk.text()), 12)


async def test_corrections_cost_keystrokes_and_take_their_characters_away(
    desk: Desk,
) -> None:
    await desk.type("abcd")
    await desk.press("Backspace", "Backspace")
    await expect_count(desk, 2, 6)

    await desk.press("Control+z")
    await expect_count(desk, len(await desk.text()), 7)

    await desk.press("Control+a", "Delete")
    await expect(desk.page.locator("#saved-count")).to_have_text("Nothing typed yet")


async def test_what_was_pasted_is_neither_typed_nor_saved(
    open_desk: OpenDesk, scripted_address: str
) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    async with open_desk(scripted_address, permissions=permissions) as desk:
        await desk.page.evaluate("navigator.clipboard.writeText('pasted text')")
        await desk.type("ab")
        await desk.press("Control+v")
        await expect(desk.field).to_have_value("abpasted text")
        await expect_count(desk, 2, 2)

        await desk.press("Backspace")
        await expect_count(desk, 1, 3)


async def test_characters_are_counted_as_people_see_them(desk: Desk) -> None:
    await desk.type("😀é")

    await expect_count(desk, 2, 2)


@pytest.mark.parametrize("width", [320, 1280])
async def test_the_figures_move_nothing_on_the_page(
    open_desk: OpenDesk, scripted_address: str, socket: ScriptedSocket, width: int
) -> None:
    socket.answer = completing(SENTENCE)
    async with open_desk(scripted_address, viewport={"width": width, "height": 800}) as desk:
        examples = desk.page.locator(".examples")
        before = await examples.bounding_box()
        await desk.type("C")
        await desk.expect_ghost("ould")
        await desk.press("Tab")
        await expect(desk.page.locator("#saved-share")).to_have_text("60 % saved")

        assert await examples.bounding_box() == before
