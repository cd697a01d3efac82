"""The widget under the policies that docs/widget.md names; any violation is a complaint."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from autocomplete import widget
from tests.browser.conftest import OpenHost
from tests.browser.host_site import HostSite
from tests.browser.scripted import ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SENTENCES = ("Could you tell me where it is?", "Could you tell me when it starts?")


async def test_ghost_list_and_accept_violate_no_strict_policy(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    socket.answer = completing(*SENTENCES)
    assert "unsafe" not in host.policy
    assert "require-trusted-types-for 'script'" in host.policy
    async with open_host() as desk:
        await desk.type("Could you tell me wh")
        await desk.expect_ghost("ere")
        # The style sheet is in force, although no inline style is allowed.
        assert await desk.listbox.evaluate("list => getComputedStyle(list).position") == "fixed"
        bar = desk.rows.nth(1).locator(".autocomplete-bar > span")
        transform = await bar.evaluate("bar => getComputedStyle(bar).transform")
        assert transform.startswith("matrix(0.3,")

        await desk.press("Tab")

        assert await desk.text() == "Could you tell me where"
        assert desk.complaints == []


async def test_the_pinned_tag_passes_the_browsers_own_check(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    host.tag = widget.pinned_tag(host.widget, "pk_pinned")
    socket.answer = completing(*SENTENCES)
    async with open_host() as desk:
        await desk.type("Could")

        await desk.expect_ghost(" you")
        version = await desk.page.evaluate("Autocomplete.version")
        assert version == str(widget.newest())


async def test_a_tag_with_another_hash_leaves_the_fields_as_they_are(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    tag = widget.pinned_tag(host.widget, "pk_pinned")
    host.tag = tag.replace("sha384-", "sha384-AAAA")
    async with open_host(ready=False) as desk:
        await desk.field.click()
        await desk.type("plain text")

        assert await desk.text() == "plain text"
        assert any("integrity" in each for each in desk.complaints)
        desk.complaints.clear()


async def test_a_socket_that_the_policy_blocks_leaves_the_fields_as_they_are(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    host.connect = "'none'"
    async with open_host(ready=False) as desk:
        await desk.field.click()
        await desk.type("plain text")
        await desk.expect_nothing()
        assert await desk.text() == "plain text"
        assert socket.handshakes == 0

        await desk.press("Tab")

        await expect(desk.field).not_to_be_focused()
        assert all("connect-src" in each for each in desk.complaints)
        desk.complaints.clear()


async def test_without_javascript_the_fields_are_what_they_were(
    open_host: OpenHost, host: HostSite
) -> None:
    async with open_host(ready=False, java_script_enabled=False) as desk:
        await desk.field.click()
        await desk.type("plain text")

        await expect(desk.field).to_have_value("plain text")
