from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenHost
from tests.browser.host_site import HostSite
from tests.browser.scripted import ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NOTE = '<textarea id="note" aria-label="Note" data-autocomplete></textarea>'
SENTENCE = "Could you tell me where it is?"


async def test_a_server_that_lets_nobody_in_is_asked_ever_more_seldom_and_by_chance(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    host.markup = NOTE
    socket.lets_nobody_in = True
    async with open_host(ready=False) as desk:
        await desk.field.click()
        await desk.type("plain text")
        await desk.until(lambda: socket.handshakes == 4)
        assert await desk.text() == "plain text"

        changes = await desk.events("connection")
        waits = [each["retryInMs"] for each in changes if each["state"] == "waiting"][:3]
        for wait, longest in zip(waits, (500, 1000, 2000), strict=True):
            assert longest / 2 <= wait <= longest
        # Three round fractions would be no chance.
        assert any(wait / 500 % 0.5 for wait in waits)
        # The browser notes each failed attempt; the widget itself throws nothing.
        assert all("WebSocket connection to" in each for each in desk.complaints)
        desk.complaints.clear()


async def test_a_flapping_server_is_asked_only_about_the_text_of_now(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    socket.answer = completing(SENTENCE)
    async with open_host() as desk:
        for word in ("Could", " you", " tell"):
            await desk.type(word)
            socket.queries.clear()
            socket.hang_up()
            await desk.until(lambda: socket.handshakes > 0)
        await desk.connected()

        await desk.expect_ghost(" me", within=10)
        texts = [frame["text"] for frame in socket.of_type("input")]
        assert texts == sorted(texts, key=len)
        assert await desk.text() == "Could you tell"
        assert await desk.paint_faults() == []


async def test_a_question_that_was_lost_with_the_connection_is_asked_again(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    async with open_host() as desk:
        await desk.type("Could")
        await desk.until(lambda: len(socket.of_type("input")) == 5)
        socket.answer = completing(SENTENCE)
        socket.hang_up()

        await desk.expect_ghost(" you", within=10)
        assert [frame["text"] for frame in socket.of_type("input")[5:]] == ["Could"]


async def test_an_answered_question_is_not_asked_again_after_a_break(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    socket.answer = completing(SENTENCE)
    async with open_host() as desk:
        await desk.type("Could")
        await desk.expect_ghost(" you")
        socket.queries.clear()
        socket.hang_up()
        await desk.until(lambda: socket.handshakes > 0)
        await desk.connected()

        await desk.settle()
        assert len(socket.of_type("input")) == 5


async def test_a_shown_suggestion_stays_of_use_while_the_server_is_away(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    socket.answer = completing(SENTENCE)
    async with open_host() as desk:
        await desk.type("Could")
        await desk.expect_ghost(" you")
        socket.refuse_with = 1012
        socket.hang_up()
        await desk.until(lambda: socket.handshakes > 1)

        await desk.type(" y")
        await desk.expect_ghost("ou")
        await desk.press("Tab")

        assert await desk.text() == "Could you"


async def test_a_browser_without_what_the_widget_needs_keeps_its_fields(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    host.markup = NOTE
    address = f"{host.widget}/widget/1/autocomplete.js"
    host.script = "delete HTMLElement.prototype.popover;"
    host.tag = f'<script src="{address}" defer></script>'
    async with open_host(ready=False) as desk:
        await desk.page.evaluate("Autocomplete.attach(document.querySelector('#note')).detach()")
        await desk.field.click()
        await desk.type("plain text")

        assert await desk.text() == "plain text"
        assert socket.handshakes == 0
        await expect(desk.page.locator("[class^=autocomplete]")).to_have_count(0)
