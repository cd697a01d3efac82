"""Who suggests a row, a site's phrases or its history, is marked in it: seen, and heard."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenHost
from tests.browser.scripted import After, Frame, ScriptedSocket, item, suggestions

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def answer(frame: Frame) -> list[After]:
    sources = {"prexol": "phrase", "zal": "history", "oo": "model"}
    items = [
        {**item(text, 0.6 / (at + 1)), "source": source}
        for at, (text, source) in enumerate(sources.items())
    ]
    return [After(0.0, suggestions(frame["id"], items))]


async def test_rows_say_who_suggests_them(open_host: OpenHost, socket: ScriptedSocket) -> None:
    socket.answer = answer
    async with open_host() as desk:
        await desk.page.keyboard.type("We have z")
        rows = desk.rows
        await expect(rows).to_have_count(3)
        for at, said in enumerate(("a phrase of this site", "typed here before")):
            await expect(rows.nth(at)).to_have_accessible_name(re.compile(said))
        drawn = [
            await rows.nth(at).evaluate(
                """(row) => {
                  const rest = row.querySelector(".autocomplete-rest");
                  return getComputedStyle(rest, "::after").content;
                }"""
            )
            for at in range(3)
        ]
        assert "◆" in drawn[0]
        assert "↺" in drawn[1]
        assert drawn[2] == "none"
