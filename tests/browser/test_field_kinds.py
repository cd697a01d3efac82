"""What holds for a textarea holds for an input and for editable elements too."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenHost
from tests.browser.host_site import HostSite
from tests.browser.scripted import After, ScriptedSocket, completing, item, suggestions

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

KINDS = ["#subject", "#note", "#letter", "#plain"]
each_kind = pytest.mark.parametrize("kind", KINDS)
QUESTION = "Could you tell me where it is?"
OTHER = "Could you tell me when it starts?"


@each_kind
async def test_tab_takes_the_ghost_and_one_undo_takes_it_back(
    open_host: OpenHost, socket: ScriptedSocket, kind: str
) -> None:
    socket.answer = completing(QUESTION, OTHER)
    async with open_host(kind) as desk:
        await desk.type("Could you tell me wh")
        await desk.expect_ghost("ere")
        await expect(desk.rows).to_have_count(2)

        await desk.press("Tab")
        await desk.expect_ghost(" it")
        assert await desk.text() == "Could you tell me where"
        await desk.press("Tab")
        await desk.press("Control+z")
        assert await desk.text() == "Could you tell me where"
        await desk.press("Control+z")
        assert await desk.text() == "Could you tell me wh"
        await desk.press("Control+Shift+z")
        assert await desk.text() == "Could you tell me where"
        await desk.until(lambda: len(socket.of_type("accept")) == 2)
        assert [frame["length"] for frame in socket.of_type("accept")] == [3, 3]
        assert await desk.paint_faults() == []


@each_kind
async def test_what_is_typed_after_an_accept_is_a_step_of_its_own(
    open_host: OpenHost, socket: ScriptedSocket, kind: str
) -> None:
    socket.answer = completing("Could you")
    async with open_host(kind) as desk:
        await desk.type("Could")
        await desk.expect_ghost(" you")
        await desk.press("Tab")

        await desk.type("xyz")
        await desk.press("Control+z")

        assert await desk.text() == "Could you"


@each_kind
async def test_the_page_hears_an_input_event_for_each_accept(
    open_host: OpenHost, socket: ScriptedSocket, kind: str
) -> None:
    socket.answer = completing(QUESTION)
    async with open_host(kind) as desk:
        await desk.type("Could")
        await desk.expect_ghost(" you")
        await desk.field.evaluate(
            "field => field.addEventListener('input', (event) =>"
            " (window.input = [event.inputType, event.data, event.bubbles]))"
        )

        await desk.press("Tab")

        assert await desk.page.evaluate("window.input") == ["insertText", " you", True]


@each_kind
async def test_typing_the_ghost_uses_it_up_without_the_server(
    open_host: OpenHost, socket: ScriptedSocket, kind: str
) -> None:
    socket.answer = lambda frame: (
        [After(0, suggestions(frame["id"], [item("umber", 0.8)]))] if frame["text"] == "n" else []
    )
    async with open_host(kind) as desk:
        await desk.type("n")
        await desk.expect_painted("umber")

        for letter, rest in (("u", "mber"), ("m", "ber"), ("b", "er"), ("e", "r")):
            await desk.type(letter)
            await desk.expect_painted(rest)

        assert await desk.painted_ghosts() == ["", "umber", "mber", "ber", "er", "r"]


@each_kind
async def test_inside_a_line_there_is_only_the_list(
    open_host: OpenHost, socket: ScriptedSocket, kind: str
) -> None:
    socket.answer = lambda frame: (
        [After(0, suggestions(frame["id"], [item("ber", 0.9)]))] if frame["text"] == "a num" else []
    )
    async with open_host(kind) as desk:
        await desk.type("a of things")
        await desk.press(*["ArrowLeft"] * len(" of things"))
        await desk.type(" num")

        await expect(desk.rows).to_have_count(1)
        await expect(desk.ghost).to_have_text("")
        assert socket.of_type("input")[-1]["after"] == " of things"
        await desk.press("Tab")

        await expect(desk.field).not_to_be_focused()
        assert await desk.text() == "a num of things"


@each_kind
async def test_the_ghost_stands_exactly_where_its_text_would(
    open_host: OpenHost, socket: ScriptedSocket, kind: str
) -> None:
    socket.answer = completing("Could you tell me where x")
    async with open_host(kind) as desk:
        await desk.type("Could you tell me wh")
        await desk.expect_ghost("ere")
        ghost = await desk.ghost.bounding_box()
        field = await desk.field.bounding_box()

        await desk.press("Tab")
        await desk.expect_ghost(" x")
        following = await desk.ghost.bounding_box()

        assert ghost and following and field
        assert abs(ghost["x"] + ghost["width"] - following["x"]) < 1
        assert abs(ghost["y"] - following["y"]) < 1
        # On the field's first line, whose middle is 2 + 6 + 12 px below its top.
        assert abs(ghost["y"] + ghost["height"] / 2 - field["y"] - 20) < 2


@each_kind
async def test_late_answers_are_never_painted_over_newer_text(
    open_host: OpenHost, socket: ScriptedSocket, kind: str
) -> None:
    socket.answer = completing(QUESTION, OTHER, "Could I", seconds=0.12)
    async with open_host(kind) as desk:
        await desk.type(QUESTION[:24], ms=50)
        await desk.press("Backspace", "Backspace", "ArrowLeft", "End")
        await desk.settle(300)

        assert any(await desk.painted_ghosts())
        assert await desk.paint_faults() == []


@each_kind
async def test_moving_the_caret_hides_at_once(
    open_host: OpenHost, socket: ScriptedSocket, kind: str
) -> None:
    socket.answer = lambda frame: (
        [After(0, suggestions(frame["id"], [item("ber", 0.9)]))] if frame["text"] == "num" else []
    )
    async with open_host(kind) as desk:
        await desk.type("num")
        await desk.expect_ghost("ber")

        await desk.press("ArrowLeft")

        await desk.expect_nothing()
        assert await desk.paint_faults() == []


@each_kind
async def test_nothing_is_asked_or_shown_while_an_input_method_composes(
    open_host: OpenHost, socket: ScriptedSocket, kind: str
) -> None:
    socket.answer = lambda frame: [After(0, suggestions(frame["id"], [item("本語", 0.8)]))]
    async with open_host(kind) as desk:
        devtools = await desk.page.context.new_cdp_session(desk.page)
        await desk.type("ab")
        await desk.expect_ghost("本語")
        asked = len(socket.of_type("input"))

        for composed in ("に", "にほ"):
            await devtools.send(
                "Input.imeSetComposition",
                {"text": composed, "selectionStart": len(composed), "selectionEnd": len(composed)},
            )
            await desk.expect_nothing()
        await desk.settle()
        assert len(socket.of_type("input")) == asked
        await devtools.send("Input.insertText", {"text": "日"})

        await desk.expect_ghost("本語")
        assert socket.of_type("input")[-1]["text"] == "ab日"


@each_kind
async def test_where_the_browser_refuses_the_command_the_text_is_set_directly(
    open_host: OpenHost, socket: ScriptedSocket, kind: str
) -> None:
    socket.answer = completing(QUESTION)
    async with open_host(kind) as desk:
        await desk.page.evaluate("document.execCommand = () => false")
        await desk.type("Could")
        await desk.expect_ghost(" you")

        await desk.press("Tab")

        await desk.expect_ghost(" tell")
        assert await desk.text() == "Could you"


async def test_a_ghost_that_an_input_would_cut_off_gives_way_to_the_list(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    host.markup = '<input id="subject" size="9" aria-label="Subject" data-autocomplete>'
    host.style = "input { width: auto; }"
    socket.answer = completing("tel incomprehensibilities")
    async with open_host("#subject") as desk:
        await desk.type("tel in")

        await expect(desk.rows).to_have_count(1)
        await expect(desk.ghost).to_have_text("")


@pytest.mark.parametrize("style", ["text-align: center;", "text-align: right;"])
async def test_text_that_would_move_aside_for_a_ghost_gets_only_the_list(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite, style: str
) -> None:
    host.style += f"#subject {{ {style} }}"
    socket.answer = completing(QUESTION)
    async with open_host("#subject") as desk:
        await desk.type("Could")

        await expect(desk.rows).to_have_count(1)
        await expect(desk.ghost).to_have_text("")


async def test_a_disabled_fieldset_shows_nothing(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    host.markup = (
        '<fieldset><textarea id="note" aria-label="Note" data-autocomplete></textarea></fieldset>'
    )
    socket.answer = completing(QUESTION, seconds=0.5)
    async with open_host() as desk:
        await desk.type("Could")

        await desk.page.evaluate("document.querySelector('fieldset').disabled = true")
        await desk.settle(700)

        await desk.expect_nothing()


async def test_an_input_keeps_to_its_maxlength(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    """Counted in UTF-16 units, as browsers count: the smile takes two of the eight."""
    host.markup = '<input id="subject" maxlength="8" aria-label="Subject" data-autocomplete>'
    socket.answer = lambda frame: [
        After(0, suggestions(frame["id"], [item("bers", 0.5), item("ber", 0.4)]))
    ]
    async with open_host("#subject") as desk:
        await desk.page.keyboard.insert_text("😀num")
        await desk.expect_ghost("ber")

        await desk.press("Tab")

        assert await desk.text() == "😀number"
