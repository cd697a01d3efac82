"""What is asked about an editable element is what a reader sees of it."""

from __future__ import annotations

import pytest

from tests.browser.conftest import OpenHost
from tests.browser.host_site import HostSite
from tests.browser.scripted import ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize(
    ("markup", "before", "after"),
    [
        ("Hello, <b>dear</b> <i>fri|</i>", "Hello, dear fri!", ""),
        ("<p>One</p><p>Two|</p><p>Three</p>", "One\nTwo!", "\nThree"),
        ("<div>One</div><div><br></div><div>Two|</div>", "One\n\nTwo!", ""),
        ("One<br>Two|<br>Three", "One\nTwo!", "\nThree"),
        ("\n  <p>\n    One   and\n    two|\n  </p>\n  <p>Three</p>\n", "One and two!", "\nThree"),
        ("<ul><li>One</li><li>Two|</li></ul>", "One\nTwo!", ""),
        ("One <span hidden>secret</span>two|", "One two!", ""),
        ("One <span contenteditable='false'>@Ann</span> two|", "One @Ann two!", ""),
        ("<pre>One\n  two|</pre>", "One\n  two!", ""),
        ("One two| three", "One two!", " three"),
    ],
)
async def test_the_text_around_the_caret_is_sent_as_it_is_read(
    open_host: OpenHost,
    socket: ScriptedSocket,
    host: HostSite,
    markup: str,
    before: str,
    after: str,
) -> None:
    host.markup = (
        '<div id="letter" contenteditable="true" aria-label="Letter" data-autocomplete>'
        f"{markup}</div>"
    )
    async with open_host("#letter") as desk:
        await desk.page.evaluate(
            """() => {
              const walker = document.createTreeWalker(
                document.getElementById("letter"), NodeFilter.SHOW_TEXT);
              while (walker.nextNode()) {
                const text = walker.currentNode;
                const at = text.data.indexOf("|");
                if (at < 0) continue;
                text.deleteData(at, 1);
                getSelection().collapse(text, at);
              }
            }"""
        )
        await desk.type("!")
        await desk.until(lambda: bool(socket.of_type("input")))

        frame = socket.of_type("input")[-1]
        assert (frame["text"], frame["after"]) == (before, after)


@pytest.mark.parametrize("kind", ["#letter", "#plain"])
async def test_a_new_line_is_continued_where_it_stands(
    open_host: OpenHost, socket: ScriptedSocket, kind: str
) -> None:
    socket.answer = completing("One line\nCould you")
    async with open_host(kind) as desk:
        await desk.type("One line")
        await desk.press("Enter")
        await desk.type("Could")
        await desk.expect_ghost(" you")
        ghost = await desk.ghost.bounding_box()
        field = await desk.field.bounding_box()
        await desk.press("Tab")

        assert await desk.text() == "One line\nCould you"
        assert ghost and field
        # On the second line: 2 + 6 + 24 + 12 px below the field's top.
        assert abs(ghost["y"] + ghost["height"] / 2 - field["y"] - 44) < 2


async def test_bold_text_is_continued_in_bold(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    host.markup = (
        '<div id="letter" contenteditable="true" aria-label="Letter" data-autocomplete>'
        "<b>Coul</b></div>"
    )
    socket.answer = completing("Could you")
    async with open_host("#letter") as desk:
        await desk.press("End")
        await desk.type("d")
        await desk.expect_ghost(" you")

        weight = await desk.ghost.evaluate("ghost => getComputedStyle(ghost).fontWeight")
        assert weight == "700"
