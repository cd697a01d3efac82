"""The bench in a browser, with the real model: what operators see before anybody types on it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio
from django.contrib.auth.models import User
from django.test import Client
from playwright.async_api import Browser, ConsoleMessage, Locator, Page, expect

from autocomplete.models import ProfileDraft
from tests.admin.operators import page
from tests.browser.axe import findings
from tests.browser.operating import in_thread

pytestmark = [
    pytest.mark.browser,
    pytest.mark.model,
    pytest.mark.asyncio(loop_scope="session"),
]

# The first key has the model read the preamble, beside whatever else this machine does.
PATIENCE_MS = 30_000


@dataclass
class Bench:
    """The page of a draft under watch."""

    tab: Page
    complaints: list[str] = field(default_factory=list)

    def note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)

    @property
    def text(self) -> Locator:
        return self.tab.locator("#bench-text")

    @property
    def sides(self) -> Locator:
        return self.tab.locator(".bench-side")

    @property
    def tree(self) -> Locator:
        return self.sides.first.locator(".tree-window")

    async def type(self, text: str) -> None:
        await self.text.focus()
        await self.tab.keyboard.type(text, delay=50)
        await self.settled()

    async def settled(self) -> None:
        """Wait until every list of the newest input is final."""
        await expect(self.tab.locator('#bench-sides[aria-busy="false"]')).to_be_attached(
            timeout=PATIENCE_MS
        )

    async def set(self, name: str, value: str) -> None:
        await self.tab.locator(f"#id_{name}").fill(value)
        await self.settled()

    async def listed(self, side: int = 0) -> list[str]:
        return await self.sides.nth(side).locator(".take").all_text_contents()

    async def view_box(self) -> list[float]:
        box = await self.tree.locator("> svg").get_attribute("viewBox")
        assert box is not None
        return [float(part) for part in box.split()]


def _set_up() -> tuple[int, str]:
    operator = User.objects.create_superuser("operator")
    draft = ProfileDraft.objects.create(slug="support")
    draft.values |= {"most_words": 1, "time_budget_ms": 20_000}
    draft.save()
    client = Client()
    client.force_login(operator)
    return draft.pk, client.cookies["sessionid"].value


@pytest_asyncio.fixture(loop_scope="session")
async def bench(
    browser: Browser, site_address: str, transactional_db: None
) -> AsyncIterator[Bench]:
    number, session = await in_thread(_set_up)
    context = await browser.new_context(
        base_url=site_address, viewport={"width": 1280, "height": 900}
    )
    async with context:
        cookie = {"name": "sessionid", "value": session, "url": site_address}
        await context.add_cookies([cookie])  # type: ignore[list-item]
        bench = Bench(await context.new_page())
        bench.tab.on("console", bench.note)
        bench.tab.on("pageerror", lambda error: bench.complaints.append(str(error)))
        await bench.tab.goto(page("profiledraft_change", number))
        yield bench
        complaints = list(bench.complaints)
    assert complaints == []


async def test_typing_shows_suggestions_with_their_tokens_costs_and_what_is_not_shown(
    bench: Bench,
) -> None:
    await bench.type("I would like to kn")
    side = bench.sides.first
    assert "ow" in await bench.listed()
    await expect(side.locator(".path").first.locator(".token-logprob").first).to_contain_text("−")
    await expect(side.locator(".path-note").first).to_contain_text("score")
    await expect(side.locator('[data-part="model_requests"]')).to_have_text(re.compile(r"^\d+$"))
    await side.locator(".left-out summary").click()
    rows = side.locator(".left-out tbody tr")
    assert await rows.count() > 5
    await expect(rows.filter(has_text="least_probability").first).to_be_visible()


async def test_a_change_in_the_form_shows_at_once_and_on_every_key_from_then_on(
    bench: Bench,
) -> None:
    await bench.type("Thank you ")
    assert all("␣" not in text for text in await bench.listed())
    address = bench.tab.url
    await bench.set("most_words", "3")
    assert "so␣much" in await bench.listed()
    await bench.type("s")
    assert "o␣much" in await bench.listed()
    await bench.set("most_words", "1")
    assert all("␣" not in text for text in await bench.listed())
    assert bench.tab.url == address


async def test_a_wrong_value_is_named_at_its_field_until_it_is_mended(bench: Bench) -> None:
    await bench.type("I would like to ")
    before = await bench.listed()
    await bench.set("suggestions", "99")
    row = bench.tab.locator(".field-suggestions")
    await expect(row.locator(".bench-error")).to_have_text(
        "suggestions is 99: set it to a whole number from 1 to 20."
    )
    await expect(row.locator("input")).to_have_attribute("aria-invalid", "true")
    assert await bench.listed() == before
    await bench.set("suggestions", "2")
    await expect(row.locator(".bench-error")).to_have_count(0)
    await expect(bench.sides.first.locator(".take")).to_have_count(2)


async def test_differences_from_another_profile_are_marked_in_words(bench: Bench) -> None:
    await bench.type("I would like to ")
    await bench.tab.locator("#bench-compare").select_option("default")
    await bench.set("suggestions", "1")
    await expect(bench.sides).to_have_count(2)
    own, other = await bench.listed(0), await bench.listed(1)
    marks = bench.sides.nth(1).locator(".mark-only")
    await expect(marks).to_have_count(len(set(other) - set(own)))
    await expect(marks.first).to_have_text("+ only here")
    await bench.tab.locator("#bench-compare").select_option("")
    await expect(bench.sides).to_have_count(1)


async def test_a_suggestion_is_inserted_at_the_caret_and_the_next_ones_follow(
    bench: Bench,
) -> None:
    await bench.type("I would like to kn")
    await bench.sides.first.locator(".take", has_text="ow").first.click()
    await expect(bench.text).to_have_value("I would like to know")
    await expect(bench.text).to_be_focused()
    await bench.settled()
    assert "ow" not in await bench.listed()


async def test_the_tree_is_drawn_and_told_in_words(bench: Bench) -> None:
    await bench.type("I would like to kn")
    side = bench.sides.first
    nodes = bench.tree.locator(".tree-node")
    assert await nodes.count() > 3
    await expect(bench.tree.locator(".tree-asked").first).to_be_attached()
    await expect(bench.tree.locator(".tree-label", has_text="␣know").first).to_be_visible()
    await side.locator(".tree summary").click()
    entries = side.locator('[data-part="tree-list"] li')
    assert await entries.count() == await nodes.count()
    await expect(entries.filter(has_text="␣know").first).to_contain_text("log-probability −")


async def test_the_tree_is_zoomed_and_moved_with_the_keyboard(bench: Bench) -> None:
    await bench.type("I would like to ")
    await bench.tree.focus()
    await bench.tab.keyboard.press("0")
    fitting = await bench.view_box()
    await bench.tab.keyboard.press("+")
    await bench.tab.keyboard.press("+")
    nearer = await bench.view_box()
    assert nearer[2] == pytest.approx(fitting[2] / 1.25**2)
    await bench.tab.keyboard.press("ArrowRight")
    moved = await bench.view_box()
    assert moved[0] > nearer[0]
    assert moved[2:] == nearer[2:]
    await bench.tab.keyboard.press("-")
    assert (await bench.view_box())[2] == pytest.approx(nearer[2] * 1.25)
    await bench.tab.keyboard.press("0")
    assert await bench.view_box() == pytest.approx(fitting)


async def test_the_tree_is_moved_with_the_pointer(bench: Bench) -> None:
    await bench.type("I would like to ")
    await bench.tree.scroll_into_view_if_needed()
    before = await bench.view_box()
    bounds = await bench.tree.bounding_box()
    assert bounds is not None
    x, y = bounds["x"] + bounds["width"] / 2, bounds["y"] + bounds["height"] / 2
    await bench.tab.mouse.move(x, y)
    await bench.tab.mouse.down()
    await bench.tab.mouse.move(x - 60, y, steps=4)
    await bench.tab.mouse.up()
    after = await bench.view_box()
    assert after[0] > before[0]
    await bench.tab.mouse.move(x, y)
    assert await bench.view_box() == after


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_on_a_bench_in_use(bench: Bench, scheme: str) -> None:
    await bench.tab.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    await bench.type("I would like to ")
    await bench.tab.locator("#bench-compare").select_option("default")
    await expect(bench.sides).to_have_count(2)
    await bench.set("suggestions", "99")
    for summary in await bench.tab.locator(".bench summary").all():
        await summary.click()
    assert bench.complaints == []
    assert await findings(bench.tab) == []
    # What axe-core does to find out is no fault of the page.
    bench.complaints.clear()


async def test_before_anybody_types_the_bench_asks_nothing(bench: Bench) -> None:
    sockets: list[str] = []
    bench.tab.on("websocket", lambda socket: sockets.append(socket.url))
    await bench.tab.locator("#id_suggestions").fill("3")
    await bench.tab.wait_for_timeout(200)
    assert sockets == []
    await bench.type("I ")
    [address] = sockets
    assert address.endswith("/ws/bench/")
