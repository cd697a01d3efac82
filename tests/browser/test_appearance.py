from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk
from tests.browser.scripted import ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SENTENCES = (
    "Could you tell me where it is?",
    "Could you tell me when it starts?",
    "Could you tell me what it costs?",
)
SIZES = ({"width": 1280, "height": 800}, {"width": 360, "height": 640})


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES, ids=["wide", "narrow"])
async def test_nothing_is_wider_than_the_window(
    open_desk: OpenDesk,
    scripted_address: str,
    socket: ScriptedSocket,
    size: dict[str, int],
    scheme: Any,
) -> None:
    socket.answer = completing(*SENTENCES)
    async with open_desk(scripted_address, viewport=size, color_scheme=scheme) as desk:
        await desk.type("Could you tell me wh")
        await expect(desk.panel.locator(".path")).to_have_count(3)

        width = await desk.page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["width"]
        box = await desk.listbox.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= size["width"]


async def test_double_size_needs_no_sideways_scrolling(
    open_desk: OpenDesk, scripted_address: str, socket: ScriptedSocket
) -> None:
    """Zooming a 1280 px window to 200 % leaves 640 px for the page."""
    socket.answer = completing(*SENTENCES)
    async with open_desk(
        scripted_address, viewport={"width": 640, "height": 400}, device_scale_factor=2
    ) as desk:
        await desk.type("Could you tell me wh")
        await expect(desk.rows).to_have_count(3)

        assert await desk.page.evaluate("document.documentElement.scrollWidth") <= 640


async def test_suggestions_move_nothing_on_the_page(desk: Desk, socket: ScriptedSocket) -> None:
    boxes = """() => [".top", "#text", ".examples", ".keys", ".inspector"].map((each) => {
      const { x, y, width, height } = document.querySelector(each).getBoundingClientRect();
      return [x, y, width, height];
    })"""
    empty = await desk.page.evaluate(boxes)
    socket.answer = completing(*SENTENCES)

    await desk.type("Could you tell me wh")
    await expect(desk.panel.locator(".path")).to_have_count(3)

    assert (await desk.page.evaluate(boxes))[:4] == empty[:4]
    assert (await desk.page.evaluate(boxes))[4][:3] == empty[4][:3]


@pytest.mark.parametrize("text", ["Could you tell me wh", "שלום, איפה ה", "word " * 60 + "num"])
async def test_the_ghost_stands_exactly_where_its_text_would(
    desk: Desk, socket: ScriptedSocket, text: str
) -> None:
    """After taking it, the mirror's caret stands where the ghost ended."""
    rest = {"C": "ere", "ש": "תחנה", "w": "ber"}[text[0]]
    socket.answer = completing(text + rest + " x")
    await desk.type(text)
    await desk.expect_ghost(rest)
    ghost = await desk.ghost.bounding_box()

    await desk.press("Tab")
    await desk.expect_ghost(" x")
    following = await desk.ghost.bounding_box()

    assert ghost and following
    right_to_left = text[0] == "ש"
    end = ghost["x"] if right_to_left else ghost["x"] + ghost["width"]
    start = following["x"] + following["width"] if right_to_left else following["x"]
    assert abs(end - start) < 1
    assert abs(ghost["y"] - following["y"]) < 1


@pytest.mark.parametrize("start", ["", "word " * 15], ids=["first line", "wrapped line"])
async def test_the_list_stands_under_the_start_of_the_word_even_on_a_new_line(
    open_desk: OpenDesk, scripted_address: str, socket: ScriptedSocket, start: str
) -> None:
    socket.answer = completing(start + "number")
    async with open_desk(scripted_address, viewport={"width": 800, "height": 600}) as desk:
        await desk.type(start + "num")
        await desk.expect_ghost("ber")

        word = await desk.page.evaluate(
            """() => {
              const mirror = document.querySelector(".autocomplete-mirror > div");
              const { left, bottom } = mirror.querySelector("span").getBoundingClientRect();
              return [left, bottom];
            }"""
        )
        box = await desk.listbox.bounding_box()
        assert box
        assert abs(box["x"] - word[0]) < 1
        assert 0 < box["y"] - word[1] < 20


async def test_a_right_to_left_word_reads_as_one_in_the_list(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = completing("שלום, איפה התחנה")
    await desk.type("שלום, איפה ה")
    await desk.expect_ghost("תחנה")

    typed = await desk.rows.locator(".autocomplete-typed").bounding_box()
    rest = await desk.rows.locator(".autocomplete-rest").bounding_box()
    assert typed and rest
    assert typed["x"] >= rest["x"] + rest["width"] - 1


async def test_a_ghost_that_would_run_into_the_text_below_gives_way_to_the_list(
    desk: Desk, socket: ScriptedSocket
) -> None:
    long = "num" + "ber " * 40 + "end"
    socket.answer = lambda frame: (
        completing(long.replace(" ", "\u00a0"))(frame) if frame["text"] == "num" else []
    )
    await desk.type("\nbelow")
    await desk.press("Control+Home")

    await desk.type("num")

    await expect(desk.rows).to_have_count(1)
    await expect(desk.ghost).to_have_text("")


CONTRASTS = """() => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgb = (colour) => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (colour) => {
    const [r, g, b] = rgb(colour).slice(0, 3).map((channel) => {
      const c = channel / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if (rgb(colour)[3] === 255) return colour;
    }
    return "Canvas";
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const style = getComputedStyle(element);
    if (!walker.currentNode.data.trim() || style.visibility === "hidden") continue;
    if (!element.checkVisibility() || element.matches("noscript, textarea")) continue;
    const ghost = element.matches(".autocomplete-ghost");
    const behind = ghost ? document.querySelector(".sheet") : element;
    const [a, b] = [luminance(style.color), luminance(ground(behind))].sort((x, y) => y - x);
    found.push([(a + 0.05) / (b + 0.05), element.className || element.tagName]);
  }
  return found;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_every_text_stands_out_from_its_ground(
    open_desk: OpenDesk, scripted_address: str, socket: ScriptedSocket, scheme: Any
) -> None:
    socket.answer = completing(*SENTENCES)
    async with open_desk(scripted_address, color_scheme=scheme) as desk:
        await desk.type("Could you tell me wh")
        await expect(desk.panel.locator(".path")).to_have_count(3)

        contrasts = await desk.page.evaluate(CONTRASTS)

        assert "autocomplete-ghost" in {name for _, name in contrasts}
        assert [found for found in contrasts if found[0] < 4.5] == []
