from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.desk import Desk
from tests.browser.scripted import ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SENTENCES = ("Could you tell me where it is?", "Could you tell me when it starts?")
# Measured in the page, so that a slow machine only makes the pause longer.
LEAST_PAUSE_MS = 1200
PAUSE_WATCH = """
  addEventListener("keydown", () => { window.pressedAt = performance.now(); }, true);
  new MutationObserver(() => {
    const sentence = document.querySelector(".autocomplete-announcer")?.textContent;
    if (sentence && sentence !== window.said) window.saidAt = performance.now();
    window.said = sentence;
  }).observe(document, { childList: true, characterData: true, subtree: true });
"""


async def test_a_textarea_stays_a_text_box_and_points_to_the_list_only_while_it_is_open(
    desk: Desk, socket: ScriptedSocket
) -> None:
    """ARIA allows a textarea no other role, and a text box no ``aria-expanded``."""
    socket.answer = completing(*SENTENCES)
    names = ("role", "aria-haspopup", "aria-autocomplete", "aria-expanded", "aria-controls")

    await desk.type("Could you tell me wh")
    await expect(desk.field).to_have_attribute("aria-haspopup", "listbox")
    await expect(desk.field).to_have_attribute("aria-autocomplete", "both")
    controlled = await desk.field.get_attribute("aria-controls")
    assert controlled == await desk.listbox.get_attribute("id")
    await expect(desk.field).to_have_role("textbox")
    assert await desk.field.get_attribute("aria-expanded") is None
    await desk.press("Escape")

    assert [await desk.field.get_attribute(name) for name in names] == [None] * len(names)


async def test_the_active_descendant_is_named_only_in_the_list(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = completing(*SENTENCES)
    await desk.type("Could you tell me wh")
    await expect(desk.rows).to_have_count(2)
    assert await desk.field.get_attribute("aria-activedescendant") is None

    await desk.press("Alt+ArrowDown", "ArrowDown")

    second = await desk.rows.nth(1).get_attribute("id")
    await expect(desk.field).to_have_attribute("aria-activedescendant", str(second))


async def test_one_polite_sentence_after_a_pause_says_what_is_there(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = completing(*SENTENCES)
    region = desk.page.locator(".autocomplete-announcer")
    await desk.page.evaluate(PAUSE_WATCH)

    await desk.type("Could you tell me wh")
    await expect(desk.rows).to_have_count(2)

    await expect(region).to_have_text("2 suggestions. First: ere, 60 %. Tab takes it.")
    assert await desk.page.evaluate("window.saidAt - window.pressedAt") >= LEAST_PAUSE_MS
    assert await region.get_attribute("aria-live") == "polite"


async def test_the_ghost_is_hidden_from_the_accessibility_tree(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = completing(*SENTENCES)
    await desk.type("Could you tell me wh")
    await desk.expect_ghost("ere")

    assert await desk.page.locator(".autocomplete-mirror").get_attribute("aria-hidden") == "true"
