"""A person writes a sentence with the real model's help."""

from __future__ import annotations

import random

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk
from tests.browser.scripted import ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SENTENCE = "I would like to know what time the train to the city leaves tomorrow."


async def write(desk: Desk, sentence: str, *, seed: int) -> int:
    """Type ``sentence`` and take every ghost that is its next part; return how many were taken.

    A person looks up now and then, not at every letter: half of the words are typed without.
    """
    rhythm = random.Random(seed)
    taken = 0
    looks = True
    while (text := await desk.text()) != sentence:
        rest = sentence[len(text) :]
        ghost = (await desk.ghost.text_content() or "") if looks else ""
        if len(ghost) > 1 and rest.startswith(ghost) and not rest[len(ghost) :][:1].isalpha():
            await desk.press("Tab")
            # The text may have moved on only by exactly what was on the screen.
            assert await desk.text() == text + ghost
            taken += 1
            await desk.page.wait_for_timeout(rhythm.uniform(100, 250))
        else:
            await desk.type_like_a_person(rest[0], rhythm)
        if rest.startswith(" "):
            looks = rhythm.random() < 0.7
    return taken


@pytest.mark.model
async def test_a_sentence_typed_in_a_persons_rhythm_ends_as_intended(
    open_desk: OpenDesk, site_address: str
) -> None:
    async with open_desk(site_address) as desk:
        # The first question after a start waits until the model has read its preamble.
        await desk.type(SENTENCE[:3])
        await expect(desk.panel.locator(".path").first).to_be_visible(timeout=30_000)

        taken = await write(desk, SENTENCE, seed=11)

        assert await desk.text() == SENTENCE
        assert taken > 0
        assert await desk.paint_faults() == []
        await expect(desk.page.locator("#saved-count")).to_contain_text("keystrokes")


@pytest.mark.model
async def test_suggestions_of_the_real_model_come_with_their_tokens(
    open_desk: OpenDesk, site_address: str
) -> None:
    async with open_desk(site_address) as desk:
        await desk.type("Thank you very mu", ms=80)

        await desk.expect_ghost("ch", within=30)
        await expect(desk.panel.locator(".path").first).to_contain_text("much")
        await expect(desk.panel).to_contain_text("smollm2-135m")


async def test_a_slow_server_never_gets_in_the_way_of_a_fast_person(
    desk: Desk, socket: ScriptedSocket
) -> None:
    socket.answer = completing(SENTENCE, "I would rather", "I want", seconds=0.18)

    taken = await write(desk, SENTENCE, seed=5)

    assert await desk.text() == SENTENCE
    assert taken > 0
    assert await desk.paint_faults() == []
    await desk.until(lambda: len(socket.of_type("accept")) == taken)
