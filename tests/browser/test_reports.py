"""What became of a suggestion is told until the server has stored it, and no longer."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.browser.conftest import OpenHost
from tests.browser.scripted import ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SENTENCE = "Could you tell me where it is?"


def accepts(socket: ScriptedSocket) -> list[tuple[Any, ...]]:
    return [(each.get("session"), each.get("event")) for each in socket.of_type("accept")]


@pytest.mark.parametrize("stores", [True, False])
async def test_a_report_is_sent_again_on_the_next_socket_unless_it_was_acknowledged(
    open_host: OpenHost, socket: ScriptedSocket, stores: bool
) -> None:
    socket.answer = completing(SENTENCE)
    socket.stores = stores
    async with open_host() as desk:
        await desk.type("Could")
        await desk.expect_ghost(" you")
        await desk.press("Tab")
        await desk.expect_ghost(" tell")
        first = [("scripted-1", 1)]
        await desk.until(lambda: accepts(socket) == first)
        await desk.settle(100)
        socket.hang_up()
        await desk.until(lambda: socket.handshakes == 2)
        await desk.connected()
        await desk.press("Tab")
        again = [] if stores else first
        # A later report has the number after, and the name of the later socket.
        await desk.until(lambda: accepts(socket) == [*first, *again, ("scripted-2", 2)])


@pytest.mark.parametrize("leaves", ["by a link", "by closing the tab"])
async def test_an_accept_right_before_the_page_is_left_is_told(
    open_host: OpenHost, socket: ScriptedSocket, leaves: str
) -> None:
    socket.answer = completing(SENTENCE)
    socket.stores = True
    async with open_host() as desk:
        await desk.type("Could")
        await desk.expect_ghost(" you")
        if leaves == "by a link":
            await desk.page.evaluate(
                """document.addEventListener("autocomplete:accepted", () => {
                  location.assign("about:blank");
                })"""
            )
            await desk.press("Tab")
        else:
            await desk.press("Tab")
            await desk.page.close()
        async with asyncio.timeout(5):
            while accepts(socket) != [("scripted-1", 1)]:
                await asyncio.sleep(0.01)


async def test_a_server_that_acknowledges_nothing_is_told_once(
    open_host: OpenHost, socket: ScriptedSocket
) -> None:
    socket.answer = completing(SENTENCE)
    async with open_host() as desk:
        await desk.type("Could")
        await desk.expect_ghost(" you")
        await desk.press("Tab")
        await desk.until(lambda: accepts(socket) == [(None, None)])
        socket.hang_up()
        await desk.until(lambda: socket.handshakes == 2)
        await desk.connected()
        await desk.type(" t")
        await desk.until(lambda: socket.of_type("input")[-1]["text"] == "Could you t")
        assert accepts(socket) == [(None, None)]
