"""Where a field stands, and how a page or a person has set it up."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenHost
from tests.browser.host_site import HostDesk, HostSite
from tests.browser.scripted import After, ScriptedSocket, completing, item, suggestions

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SENTENCES = ("Could you tell me where it is?", "Could you tell me when it starts?")
NOTE = '<textarea id="note" aria-label="Note" data-autocomplete></textarea>'
FRAMES = """
new Promise((done) => {
  const next = (left) => left ? requestAnimationFrame(() => next(left - 1)) : done();
  next(3);
})
"""


async def on_top(desk: HostDesk) -> bool:
    """Whether every row can be seen and hit in its middle."""
    found: bool = await desk.page.evaluate(
        """() => [...document.querySelectorAll(".autocomplete-row:not([hidden])")].every((row) => {
          const { left, top, width, height } = row.getBoundingClientRect();
          return row.contains(document.elementFromPoint(left + width / 2, top + height / 2));
        })"""
    )
    return found


@pytest.mark.parametrize(
    ("markup", "style"),
    [
        (f'<div class="box">{NOTE}</div>', ".box { overflow: hidden; height: 4rem; }"),
        (f'<div class="box">{NOTE}</div>', ".box { transform: translate(20px) scale(1.1); }"),
        (
            f'<div class="box">{NOTE}</div><p class="bar">Bar</p>',
            ".bar { position: relative;"
            " z-index: 99; margin: 0; height: 9rem; background: Canvas; }",
        ),
        (f'<div class="box">{NOTE}</div>', ".box { position: fixed; right: 0; bottom: 0; }"),
        (f"<table><tr><td>{NOTE}</td></tr></table>", ""),
    ],
    ids=["cut off", "transformed", "covered", "fixed", "table"],
)
async def test_the_list_is_seen_whole_wherever_the_field_stands(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite, markup: str, style: str
) -> None:
    host.markup, host.style = markup, host.style + style
    socket.answer = completing(*SENTENCES, "Could you tell me wh x")
    async with open_host() as desk:
        await desk.type("Could you tell me wh")
        await desk.expect_ghost("ere")
        await expect(desk.rows).to_have_count(3)

        assert await on_top(desk)
        box = await desk.listbox.bounding_box()
        width, height = await desk.page.evaluate("[innerWidth, innerHeight]")
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
        assert box["y"] >= 0 and box["y"] + box["height"] <= height


async def test_in_a_modal_dialog_the_list_is_seen_and_can_be_used(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    host.markup = f"<dialog aria-label='Reply'>{NOTE}</dialog>"
    host.script = "addEventListener('load', () => document.querySelector('dialog').showModal());"
    socket.answer = completing(*SENTENCES)
    async with open_host() as desk:
        await desk.type("Could you tell me wh")
        await expect(desk.rows).to_have_count(2)

        assert await on_top(desk)
        await desk.rows.nth(1).click()
        assert await desk.text() == "Could you tell me when"


@pytest.mark.parametrize("box", ["transform: scale(1.5); transform-origin: 0 0;", "zoom: 1.5;"])
async def test_the_ghost_stands_right_in_a_field_drawn_larger(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite, box: str
) -> None:
    host.markup = f'<div class="box">{NOTE}</div>'
    host.style += f".box {{ {box} }}"
    socket.answer = completing("Could you")
    async with open_host() as desk:
        await desk.type("Could")
        await desk.expect_ghost(" you")
        field = await desk.field.bounding_box()
        ghost = await desk.ghost.bounding_box()

        assert field and ghost
        # On the first line, whose middle is (2 + 6 + 12) × 1.5 px below the field's top.
        assert abs(ghost["y"] + ghost["height"] / 2 - field["y"] - 30) < 2


async def test_ghost_and_list_follow_a_field_that_scrolls_away_with_its_container(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    host.markup = f'<div class="box" tabindex="0">{NOTE}<p class="tall">Text</p></div>'
    host.style += ".box { overflow: auto; height: 12rem; } .tall { height: 60rem; }"
    socket.answer = completing(*SENTENCES)
    async with open_host() as desk:
        await desk.type("Could you tell me wh")
        await desk.expect_ghost("ere")
        ghost, box = await desk.ghost.bounding_box(), await desk.listbox.bounding_box()

        await desk.page.evaluate("document.querySelector('.box').scrollBy(0, 10)")
        # Scrolling is heard of in the next frame and drawn in that or the one after.
        await desk.page.evaluate(FRAMES)

        moved, moved_box = await desk.ghost.bounding_box(), await desk.listbox.bounding_box()
        assert ghost and box and moved and moved_box
        assert abs(ghost["y"] - moved["y"] - 10) < 1
        assert abs(box["y"] - moved_box["y"] - 10) < 1


@pytest.mark.parametrize("kind", ["#subject", "#note", "#letter"])
async def test_right_to_left_text_is_continued_to_the_left(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite, kind: str
) -> None:
    host.markup = f'<div dir="rtl">{host.markup}</div>'
    socket.answer = completing("שלום, איפה התחנה x")
    async with open_host(kind) as desk:
        await desk.type("שלום, איפה ה")
        await desk.expect_ghost("תחנה")
        ghost = await desk.ghost.bounding_box()
        field = await desk.field.bounding_box()
        await desk.press("Control+ArrowLeft")
        assert await desk.text() == "שלום, איפה התחנה"
        await desk.expect_ghost(" x")
        following = await desk.ghost.bounding_box()

        assert ghost and following and field
        assert abs(ghost["x"] - following["x"] - following["width"]) < 1
        assert ghost["x"] > field["x"] + field["width"] / 2


async def test_at_200_per_cent_nothing_needs_sideways_scrolling(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    """A 640 px window at 200 % leaves 320 px."""
    socket.answer = completing(*SENTENCES)
    async with open_host(viewport={"width": 320, "height": 400}, device_scale_factor=2) as desk:
        await desk.type("Could you tell me wh")
        await expect(desk.rows).to_have_count(2)

        assert await desk.page.evaluate("document.documentElement.scrollWidth") <= 320
        box = await desk.listbox.bounding_box()
        assert box and box["x"] >= 0 and box["x"] + box["width"] <= 320


async def test_a_page_that_enlarges_its_letters_enlarges_those_of_the_list(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    socket.answer = completing(*SENTENCES)
    host.style += ":root { font-size: 200%; }"
    async with open_host() as desk:
        await desk.type("Could you tell me wh")

        size = await desk.rows.first.evaluate("row => getComputedStyle(row).fontSize")
        assert size == "30px"


async def test_nothing_moves_or_fades_whatever_a_person_prefers(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    socket.answer = completing(*SENTENCES)
    async with open_host(reduced_motion="reduce") as desk:
        await desk.type("Could you tell me wh")
        await expect(desk.rows).to_have_count(2)

        assert await desk.page.evaluate("document.getAnimations().length") == 0
        assert (
            await desk.page.evaluate(
                """() => [...document.querySelectorAll("[class^=autocomplete]")].filter((each) => {
              const { animationName, transitionDuration } = getComputedStyle(each);
              return animationName !== "none" || transitionDuration !== "0s";
            }).length"""
            )
            == 0
        )


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_forced_colours_mark_ghost_and_row_in_the_systems_own(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite, scheme: Any
) -> None:
    host.style += ":root { color-scheme: light dark; }"
    host.markup += '<p id="gray">.</p><p id="highlight">.</p>'
    host.style += "#gray { color: GrayText; } #highlight { background: Highlight;"
    host.style += " color: HighlightText; forced-color-adjust: none; }"
    socket.answer = completing(*SENTENCES)
    async with open_host(forced_colors="active", color_scheme=scheme) as desk:
        await desk.type("Could you tell me wh")
        await desk.expect_ghost("ere")

        async def style(selector: str, name: str) -> str:
            found: str = await desk.page.locator(selector).first.evaluate(
                "(element, name) => getComputedStyle(element)[name]", name
            )
            return found

        assert await style(".autocomplete-ghost", "color") == await style("#gray", "color")
        for name in ("backgroundColor", "color"):
            expected = await style("#highlight", name)
            assert await style(".autocomplete-current", name) == expected


async def test_what_a_page_says_of_all_its_elements_spoils_neither_ghost_nor_list(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    host.style += """
      div { padding: 40px; margin: 40px; border: 5px solid; position: static; }
      span { display: block; padding: 9px; }
      form > *, main > * { width: 77%; margin: 9px; }
      main { text-align: center; text-transform: uppercase; letter-spacing: 3px; }
    """
    socket.answer = completing("Could you", "Could they")
    async with open_host() as desk:
        await desk.type("Could")
        await desk.expect_ghost(" you")
        await expect(desk.rows).to_have_count(2)

        row = await desk.rows.first.bounding_box()
        field = await desk.field.bounding_box()
        ghost = await desk.ghost.bounding_box()
        assert row and field and ghost
        assert row["height"] < 45
        assert abs(ghost["y"] + ghost["height"] / 2 - field["y"] - 20) < 2
        transform = await desk.rows.first.evaluate("row => getComputedStyle(row).textTransform")
        assert transform == "none"


@pytest.mark.parametrize("kind", ["#subject", "#note", "#letter"])
async def test_on_touch_there_is_a_list_of_large_targets_and_a_tap_keeps_the_focus(
    open_host: OpenHost, socket: ScriptedSocket, kind: str
) -> None:
    socket.answer = lambda frame: (
        [After(0, suggestions(frame["id"], [item("ere", 0.6), item("en", 0.3)]))]
        if frame["text"] == "wh"
        else []
    )
    viewport = {"width": 360, "height": 700}
    async with open_host(kind, has_touch=True, is_mobile=True, viewport=viewport) as desk:
        await desk.field.evaluate(
            "field => field.addEventListener('blur', () => (window.blurred = true))"
        )
        await desk.type("wh")
        await expect(desk.rows).to_have_count(2)
        await expect(desk.ghost).to_have_text("")
        for row in await desk.rows.all():
            box = await row.bounding_box()
            assert box and box["height"] >= 44

        await desk.rows.nth(1).tap()

        assert await desk.text() == "when"
        await expect(desk.field).to_be_focused()
        assert await desk.page.evaluate("window.blurred ?? false") is False
