"""From key press to painted suggestion, held against a bare completion of one token."""

from __future__ import annotations

import random
import statistics

import pytest
from playwright.async_api import expect

from autocomplete.language_model.bare import BareCompletion
from autocomplete.language_model.embedded import EmbeddedServer
from tests.browser.conftest import OpenDesk

pytestmark = [pytest.mark.browser, pytest.mark.model, pytest.mark.asyncio(loop_scope="session")]

SENTENCE = "Could you please tell me when the next train to the city leaves?"
FRAME_MS = 1000 / 60
MOST_COMPLETIONS = 4

# The first answer to the newest keystroke, and the frame that paints it: an animation frame runs
# before the paint, a message posted in it after.
STOPWATCH = """
(() => {
  window.paintedAfter = [];
  let pressed = null;
  addEventListener("keydown", ({ timeStamp }) => { pressed = timeStamp; }, true);
  addEventListener("autocomplete:answered", ({ detail }) => {
    if (pressed === null || !detail.frame.items?.length) return;
    const since = pressed;
    pressed = null;
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => window.paintedAfter.push(performance.now() - since);
      port2.postMessage(0);
    });
  }, true);
})();
"""


async def test_a_suggestion_is_painted_within_four_bare_completions_and_a_frame(
    open_desk: OpenDesk, site_address: str, embedded_model: EmbeddedServer
) -> None:
    rhythm = random.Random(3)
    yardstick = BareCompletion(
        embedded_model.base_url,
        api_key=embedded_model.api_key,
        model=embedded_model.name,
        lane=embedded_model.lanes - 1,
    )
    bare: list[float] = []
    async with open_desk(site_address) as desk:
        await desk.page.evaluate(STOPWATCH)
        # The first question after a start waits until the model has read its preamble.
        await desk.type(SENTENCE[:3])
        await expect(desk.panel.locator(".path").first).to_be_visible(timeout=30_000)
        await desk.page.evaluate("paintedAfter.length = 0")
        await yardstick.milliseconds(SENTENCE[:3])
        for at in range(3, len(SENTENCE)):
            await desk.type_like_a_person(SENTENCE[at], rhythm)
            bare.append(await yardstick.milliseconds(SENTENCE[: at + 1]))
        painted: list[float] = await desk.page.evaluate("paintedAfter")
    await yardstick.aclose()

    assert len(painted) >= len(bare) / 2
    allowed = MOST_COMPLETIONS * statistics.median(bare) + FRAME_MS
    print(f"painted {statistics.median(painted):.1f} ms, bare {statistics.median(bare):.1f} ms")
    assert statistics.median(painted) <= allowed
