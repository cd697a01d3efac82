from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from playwright.async_api import expect

from tests.browser.desk import Desk
from tests.browser.scripted import After, Frame, ScriptedSocket, item, suggestions

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_panel_shows_each_token_with_its_numbers_and_what_the_frame_cost(
    desk: Desk, socket: ScriptedSocket
) -> None:
    path = {
        **item("ber two", 0.9),
        "logprob": -0.105,
        "tokens": [
            {"text": " number", "logprob": -0.105},
            {"text": " two\n", "logprob": math.log(0.25)},
        ],
    }
    socket.answer = lambda frame: [After(0, suggestions(frame["id"], [path]))]

    await desk.type("a num")

    tokens = desk.panel.locator(".token")
    await expect(tokens).to_have_count(2)
    await expect(tokens.nth(0).locator(".token-text")).to_have_text("␣number")
    await expect(tokens.nth(0)).to_contain_text("−0.10")
    await expect(tokens.nth(0)).to_contain_text("90 %")
    await expect(tokens.nth(1).locator(".token-text")).to_have_text("␣two↵")
    await expect(tokens.nth(1)).to_contain_text("−1.39")
    await expect(tokens.nth(1)).to_contain_text("25 %")
    await expect(desk.panel).to_contain_text("scripted")
    await expect(desk.panel).to_contain_text("9.1 ms")
    await expect(desk.panel).to_contain_text("7.9 ms")
    await expect(desk.panel).to_contain_text("97 %")


async def test_the_panel_is_about_the_last_keystroke_and_only_final_frames(
    desk: Desk, socket: ScriptedSocket
) -> None:
    def answer(frame: Frame) -> Sequence[After]:
        text = frame["text"]
        return [
            After(0, suggestions(frame["id"], [item(f"first{text}", 0.5)], final=False)),
            After(0.05, suggestions(frame["id"], [item(f"last{text}", 0.5)], seq=1)),
        ]

    socket.answer = answer

    await desk.type("abc", ms=30)

    await expect(desk.panel.locator(".path-text")).to_have_text("lastabc")


async def test_markup_in_a_suggestion_is_shown_and_not_run(
    desk: Desk, socket: ScriptedSocket
) -> None:
    markup = "<img src=x onerror=alert(1)><b hx-get=/admin/ hx-trigger=load>"
    socket.answer = lambda frame: [After(0, suggestions(frame["id"], [item(markup, 0.5)]))]

    await desk.type("a")

    shown = markup.replace(" ", "␣")
    await expect(desk.panel.locator(".path-text")).to_have_text(shown)
    await expect(desk.rows).to_contain_text(markup)
    await expect(desk.panel.locator("img, b")).to_have_count(0)


async def test_a_gate_is_explained(desk: Desk, socket: ScriptedSocket) -> None:
    socket.answer = lambda frame: [After(0, suggestions(frame["id"], [], gate="low_confidence"))]

    await desk.type("q")

    await expect(desk.panel).to_contain_text("no continuation is likely enough")
