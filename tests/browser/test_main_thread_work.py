from __future__ import annotations

import statistics

import pytest
from playwright.async_api import Browser, CDPSession, Page

from tests.browser.host_site import HostSite
from tests.browser.scripted import ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MOST_REFERENCES = 2.0
TEXT = ("The quick brown fox jumps over the lazy dog. " * 45)[:2000]
# What others do on the machine meanwhile slows even a thread's own work, so the best round counts.
ROUNDS = ("Could you ", "tell me wh", "ere it is ")
TYPED = "".join(ROUNDS)

# How fast the machine is changes within a minute, so work is counted in a fixed piece of the same
# kind of work, done after every key: elements made, styled, laid out and taken away again.
# It takes 1.1 to 1.2 ms with two cores kept busy by others, a key 1.2 to 1.5 of it.
REFERENCE = """
new Promise((done) => setTimeout(() => {
  const box = document.createElement("div");
  box.style.cssText = "position: fixed; visibility: hidden; inline-size: 300px; contain: strict";
  for (let row = 0; row < 25; row++) {
    const line = box.appendChild(document.createElement("div"));
    line.textContent = `${row} jumps over the lazy dog and back again`;
  }
  document.body.append(box);
  box.lastChild.getBoundingClientRect();
  box.remove();
  done();
}))
"""


async def spent(session: CDPSession) -> float:
    """Milliseconds of the main thread's own processor time in scripts, styles and layout so far.

    The clock stands still while the thread waits for its turn.
    """
    metrics = (await session.send("Performance.getMetrics"))["metrics"]
    by_name = {each["name"]: each["value"] for each in metrics}
    parts = ("ScriptDuration", "LayoutDuration", "RecalcStyleDuration")
    return 1000 * sum(float(by_name[part]) for part in parts)


async def work_per_key(page: Page) -> list[tuple[float, float]]:
    """For each round the medians of a key's work and of the reference's, in milliseconds."""
    session = await page.context.new_cdp_session(page)
    await session.send("Performance.enable", {"timeDomain": "threadTicks"})
    medians = []
    for characters in ROUNDS:
        work, reference = [], []
        for character in characters:
            start = await spent(session)
            await page.keyboard.type(character)
            await page.wait_for_timeout(70)
            typed = await spent(session)
            await page.evaluate(REFERENCE)
            await page.wait_for_timeout(30)
            work.append(typed - start)
            reference.append(await spent(session) - typed)
        medians.append((statistics.median(work), statistics.median(reference)))
    return medians


@pytest.mark.parametrize("kind", ["#note", "#letter", "#plain"])
async def test_a_keystroke_in_a_long_text_takes_little_of_the_main_thread(
    browser: Browser, _host: tuple[str, HostSite], host: HostSite, socket: ScriptedSocket, kind: str
) -> None:
    socket.answer = completing(f"{TEXT}{TYPED}now")
    work = {}
    widget = host.markup
    for attached in (True, False):
        host.markup = widget if attached else widget.replace(" data-autocomplete", "")
        # No watch over paints here: it would be counted too.
        async with await browser.new_context() as context:
            page = await context.new_page()
            await page.goto(_host[0])
            await page.locator(kind).click()
            await page.keyboard.insert_text(TEXT)
            await page.wait_for_timeout(300)
            work[attached] = await work_per_key(page)
            if attached:
                assert await page.locator(".autocomplete-row:not([hidden])").count() == 1
                assert len(socket.of_type("input")) > len(TYPED)
    ratios = {
        attached: min(key / reference for key, reference in rounds)
        for attached, rounds in work.items()
    }
    extra = ratios[True] - ratios[False]
    print(f"{kind}: {extra:.2f} references, {work}")
    assert extra <= MOST_REFERENCES, work
