from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from tests.browser.axe import findings
from tests.browser.conftest import OpenDesk, OpenHost
from tests.browser.host_site import HostSite
from tests.browser.scripted import ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

KINDS = ["#subject", "#note", "#letter", "#plain"]
SENTENCES = ("Could you tell me where it is?", "Could you tell me when it starts?")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("scheme", "prefers"), [("light", "light"), ("light dark", "dark"), ("light", "dark")]
)
async def test_axe_finds_nothing_on_a_page_with_an_open_list(
    open_host: OpenHost,
    socket: ScriptedSocket,
    host: HostSite,
    kind: str,
    scheme: str,
    prefers: Any,
) -> None:
    """Also on a page that stays light although the person prefers dark ones."""
    host.style += f":root {{ color-scheme: {scheme}; }}"
    socket.answer = completing(*SENTENCES)
    async with open_host(kind, color_scheme=prefers) as desk:
        assert await findings(desk.page) == []
        await desk.type("Could you tell me wh")
        await expect(desk.rows).to_have_count(2)
        assert await findings(desk.page) == []
        await desk.press("Alt+ArrowDown", "ArrowDown")
        assert await desk.field.get_attribute("aria-activedescendant")
        assert await findings(desk.page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_on_the_typing_page(
    open_desk: OpenDesk, scripted_address: str, socket: ScriptedSocket, scheme: Any
) -> None:
    socket.answer = completing(*SENTENCES)
    async with open_desk(scripted_address, color_scheme=scheme) as desk:
        assert await findings(desk.page) == []
        await desk.type("Could you tell me wh")
        await expect(desk.panel.locator(".path")).to_have_count(2)

        assert await findings(desk.page) == []


@pytest.mark.parametrize("kind", ["#subject", "#letter", "#plain"])
async def test_a_field_that_may_be_a_combobox_is_one_only_while_the_list_is_open(
    open_host: OpenHost, socket: ScriptedSocket, kind: str
) -> None:
    socket.answer = completing(*SENTENCES)
    async with open_host(kind) as desk:
        before = await desk.field.evaluate("field => field.cloneNode().outerHTML")

        await desk.type("Could you tell me wh")
        await expect(desk.field).to_have_role("combobox")
        await expect(desk.field).to_have_attribute("aria-expanded", "true")
        listbox = await desk.field.get_attribute("aria-controls")
        assert listbox == await desk.listbox.get_attribute("id")
        await expect(desk.listbox).to_have_role("listbox")
        await expect(desk.rows.first).to_have_role("option")
        await desk.press("Escape")

        assert await desk.field.evaluate("field => field.cloneNode().outerHTML") == before


async def test_the_parts_stand_outside_the_label_so_that_the_name_stays_what_it_was(
    open_host: OpenHost, socket: ScriptedSocket, host: HostSite
) -> None:
    host.markup = "<label>Subject <input id='subject' data-autocomplete></label>"
    socket.answer = completing(*SENTENCES)
    async with open_host("#subject") as desk:
        await desk.type("Could you tell me wh")
        await expect(desk.rows).to_have_count(2)

        await expect(desk.field).to_have_accessible_name("Subject")
