from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import CDPSession, expect

from tests.browser.conftest import OpenHost
from tests.browser.host_site import HostDesk, HostSite
from tests.browser.scripted import ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

QUESTION = "Could you tell me where it is?"
BARE = '<textarea id="note" aria-label="Note"></textarea><div id="place"></div>'


async def listeners(devtools: CDPSession, expression: str) -> list[str]:
    """What the widget listens for on what ``expression`` names."""
    scripts: dict[str, str] = {}
    devtools.on(
        "Debugger.scriptParsed", lambda each: scripts.update({each["scriptId"]: each["url"]})
    )
    await devtools.send("Debugger.enable")
    found = await devtools.send("Runtime.evaluate", {"expression": expression})
    answer = await devtools.send(
        "DOMDebugger.getEventListeners", {"objectId": found["result"]["objectId"]}
    )
    await devtools.send("Debugger.disable")
    return sorted(
        each["type"] for each in answer["listeners"] if "/widget/" in scripts[each["scriptId"]]
    )


async def traces(desk: HostDesk, devtools: CDPSession) -> dict[str, Any]:
    """All that a widget could leave behind."""
    return {
        "markup": await desk.page.evaluate(
            "[document.head.outerHTML, document.querySelector('main').outerHTML,"
            " document.body.children.length]"
        ),
        "sheets": await desk.page.evaluate("document.adoptedStyleSheets.length"),
        "listeners": [
            await listeners(devtools, expression)
            for expression in ("window", "document", "document.querySelector('#note')")
        ],
    }


@pytest.mark.parametrize(
    "field",
    [
        '<textarea id="note" role="textbox" aria-label="Note"></textarea>',
        '<input id="note" aria-label="Note" aria-expanded="false" aria-autocomplete="none">',
        '<div id="note" contenteditable="true" role="combobox" aria-expanded="false"'
        ' aria-controls="note" aria-label="Note"></div>',
    ],
    ids=["textarea", "input", "contenteditable"],
)
async def test_detach_leaves_nothing_behind(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite, field: str
) -> None:
    host.markup = field
    socket.answer = completing(QUESTION)
    async with open_host(ready=False) as desk:
        devtools = await desk.page.context.new_cdp_session(desk.page)
        before = await traces(desk, devtools)
        assert before["listeners"] == [[], [], []]
        await desk.page.evaluate(
            "window.handle = Autocomplete.attach(document.querySelector('#note'))"
        )
        await desk.field.click()
        await desk.type("Could")
        await desk.expect_ghost(" you")
        during = await traces(desk, devtools)
        assert all(during[each] != before[each] for each in before)
        assert all(during["listeners"])

        await desk.page.evaluate("handle.detach(); handle.detach()")
        await desk.field.evaluate("field => { field.value &&= ''; field.textContent = ''; }")

        assert await traces(desk, devtools) == before
        await desk.until(lambda: not socket.sockets)
        await desk.type(" you")
        await desk.settle()
        await desk.expect_nothing()


async def test_a_field_that_is_marked_later_gets_suggestions(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    host.markup = BARE
    socket.answer = completing(QUESTION)
    async with open_host(ready=False) as desk:
        await desk.field.click()
        await desk.type("Co")
        await desk.settle()
        assert socket.handshakes == 0

        await desk.field.evaluate("field => field.setAttribute('data-autocomplete', '')")
        await desk.connected()
        await desk.type("uld")

        await desk.expect_ghost(" you")


async def test_a_field_that_is_added_later_gets_suggestions_until_it_is_taken_away(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    host.markup = BARE
    socket.answer = completing(QUESTION)
    async with open_host("#late", ready=False) as desk:
        await desk.page.evaluate(
            """() => {
              const late = document.createElement("input");
              late.id = "late";
              late.setAttribute("data-autocomplete", "");
              const form = document.createElement("form");
              form.append(late);
              document.getElementById("place").append(form);
            }"""
        )
        await desk.field.click()
        await desk.type("Could")
        await desk.expect_ghost(" you")

        await desk.page.evaluate("document.getElementById('late').remove()")

        await expect(desk.page.locator("[class^=autocomplete]")).to_have_count(0)
        await desk.until(lambda: not socket.sockets)


async def test_a_field_that_is_moved_keeps_its_suggestions(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    host.markup = BARE.replace("<textarea", "<textarea data-autocomplete")
    socket.answer = completing(QUESTION)
    async with open_host() as desk:
        await desk.field.evaluate("field => document.getElementById('place').append(field)")
        await desk.field.click()
        await desk.type("Could")

        await desk.expect_ghost(" you")
        await expect(desk.page.locator("#place > .autocomplete-list")).to_have_count(1)
        await expect(desk.page.locator(".autocomplete-list")).to_have_count(1)


@pytest.mark.parametrize("field", ["<textarea></textarea>", "<input>", "<p contenteditable></p>"])
async def test_fields_in_an_open_shadow_root_get_suggestions_once_it_is_given(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite, field: str
) -> None:
    host.markup = '<support-form id="form"></support-form>'
    socket.answer = completing(QUESTION)
    async with open_host("#form #inner", ready=False) as desk:
        name = field[1:].split(">")[0].split(" ")[0]
        await desk.page.evaluate(
            """name => {
              const root = document.getElementById("form").attachShadow({ mode: "open" });
              window.handle = Autocomplete.attach(root);
              const inner = document.createElement(name);
              inner.id = "inner";
              inner.ariaLabel = "Inner";
              if (name === "p") inner.contentEditable = "true";
              inner.setAttribute("data-autocomplete", "");
              root.append(inner);
            }""",
            name,
        )
        await desk.field.click()
        await desk.type("Could")
        await desk.expect_ghost(" you")
        # Ids do not reach across a shadow root, so field and list are in the same one.
        listbox = await desk.field.get_attribute("aria-controls")
        assert await desk.page.evaluate(
            "id => Boolean(document.getElementById('form').shadowRoot.getElementById(id))", listbox
        )
        await desk.press("Tab")

        assert await desk.text() == "Could you"
        assert (await desk.events("accepted"))[0]["text"] == " you"
        await desk.page.evaluate("handle.detach()")
        assert await desk.page.evaluate(
            """() => {
              const root = document.getElementById("form").shadowRoot;
              return [root.children.length, root.adoptedStyleSheets.length];
            }"""
        ) == [1, 0]


@pytest.mark.parametrize(
    "markup",
    [f'<input type="{kind}">' for kind in ("password", "email", "number", "tel", "url")]
    + ["<p>Text</p>", "<button>Send</button>"],
)
async def test_what_is_no_text_field_is_refused_with_a_reason(
    open_host: OpenHost, host: HostSite, markup: str
) -> None:
    host.markup = f'<div id="place">{markup}</div>'
    async with open_host(ready=False) as desk:
        message = await desk.page.evaluate(
            """() => {
              try {
                Autocomplete.attach(document.getElementById("place").firstElementChild);
              } catch (error) {
                return `${error.name}: ${error.message}`;
              }
            }"""
        )

        assert message.startswith("TypeError: Autocomplete attaches to a textarea, an input of")


async def test_a_mark_in_the_wrong_place_is_warned_of_once_and_harms_no_other_field(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    host.markup = (
        '<input type="password" aria-label="Password" data-autocomplete>'
        '<textarea id="note" aria-label="Note" data-autocomplete></textarea>'
    )
    socket.answer = completing(QUESTION)
    async with open_host() as desk:
        await desk.type("Could")
        await desk.expect_ghost(" you")

        assert len(desk.complaints) == 1
        assert "Autocomplete attaches to a textarea" in desk.complaints.pop()


async def test_attaching_anew_replaces_the_options(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    socket.answer = completing(QUESTION)
    async with open_host() as desk:
        await desk.page.evaluate(
            "Autocomplete.attach(document.querySelector('#note'), { profile: 'letters' })"
        )
        await desk.connected()
        await desk.type("Could")
        await desk.expect_ghost(" you")

        assert {frame["profile"] for frame in socket.of_type("input")} == {"letters"}
        await expect(desk.listbox).to_have_count(1)


async def test_the_page_gets_one_global_and_a_second_tag_changes_nothing(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    address = f"{host.widget}/widget/1/autocomplete.js"
    host.script = "window.known = Object.keys(window);"
    host.tag = f'<script src="{address}" defer></script>' * 2
    socket.answer = completing(QUESTION)
    async with open_host() as desk:
        names = await desk.page.evaluate(
            "Object.keys(window).filter((name) => !known.includes(name))"
        )
        await desk.type("Could")
        await desk.expect_ghost(" you")

        assert set(names) - {"known", "connection", "heard"} == {"Autocomplete"}
        await expect(desk.page.locator(".autocomplete-list")).to_have_count(1)
        assert socket.handshakes == 1
