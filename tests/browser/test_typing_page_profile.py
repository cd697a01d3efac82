from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.async_api import expect

from autocomplete.publishing.published import Published
from autocomplete.ranking.profile import DEFAULT_PROFILE
from tests.browser.conftest import OpenDesk
from tests.browser.scripted import ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_chosen_profile_ranks_from_the_next_keystroke_on(
    open_desk: OpenDesk,
    scripted_address: str,
    socket: ScriptedSocket,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    several = {"brief": replace(DEFAULT_PROFILE, slug="brief"), "default": DEFAULT_PROFILE}
    monkeypatch.setattr(Published, "profiles", several)
    socket.answer = completing("I would like")
    async with open_desk(scripted_address) as desk:
        await desk.type("I")
        await desk.expect_ghost(" would")
        assert "profile" not in socket.of_type("input")[-1]

        await desk.page.get_by_label("Profile").select_option("brief")
        await expect(desk.field).to_be_focused()
        await desk.type(" w")
        await desk.expect_ghost("ould")

        assert socket.of_type("input")[-1]["profile"] == "brief"
