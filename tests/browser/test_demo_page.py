"""The pages of `manage.py demo`: another origin, a strict policy; any violation is a complaint."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, Protocol

import pytest
from playwright.async_api import Browser, expect

from autocomplete.demo.host import DemoHost
from tests.browser.axe import findings
from tests.browser.host_site import HostDesk
from tests.browser.scripted import ScriptedSocket, completing

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SENTENCES = ("Could you tell me where it is?", "Could you tell me when it starts?")
KEY = "pk_of_the_demo"


@pytest.fixture
def demo(scripted_address: str) -> Iterator[DemoHost]:
    with DemoHost("127.0.0.1", 0) as host:
        host.embed(scripted_address, KEY)
        with host.running():
            yield host


class OpenDemo(Protocol):
    def __call__(
        self, selector: str, *, ready: bool = True, **context: Any
    ) -> AbstractAsyncContextManager[HostDesk]: ...


@pytest.fixture
def open_demo(browser: Browser, demo: DemoHost, socket: ScriptedSocket) -> OpenDemo:
    """Open the demo's page and click into a field; a complaint of the browser's is a failure."""
    socket.answer = completing(*SENTENCES)

    @asynccontextmanager
    async def opened(
        selector: str, *, ready: bool = True, **context: Any
    ) -> AsyncIterator[HostDesk]:
        async with await browser.new_context(**context) as fresh:
            desk = HostDesk(await fresh.new_page(), selector=selector)
            await desk.open(demo.address, ready=ready)
            yield desk
            complaints = list(desk.complaints)
        assert complaints == []

    return opened


@pytest.mark.parametrize("selector", ["#subject", "#message", "#reply", "#inside"])
async def test_every_field_is_completed_also_inside_a_shadow_root(
    open_demo: OpenDemo, socket: ScriptedSocket, selector: str
) -> None:
    async with open_demo(selector) as desk:
        await desk.type("Could you tell me wh")
        await desk.expect_ghost("ere")
        await desk.press("Tab")

        await desk.expect_text("Could you tell me where")
        assert set(socket.queries) == {f"key={KEY}"}


async def test_the_policy_is_strict_and_the_tag_carries_its_hash(
    open_demo: OpenDemo, demo: DemoHost
) -> None:
    async with open_demo("#subject") as desk:
        answer = await desk.page.request.get(demo.address)
        policy = answer.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "require-trusted-types-for 'script'" in policy
        assert "trusted-types 'none'" in policy

        tag = desk.page.locator("script[data-key]")
        assert (await tag.get_attribute("integrity") or "").startswith("sha384-")
        assert not (await tag.get_attribute("src") or "").startswith(demo.address)


async def test_what_the_policy_forbids_is_seen_as_a_complaint(open_demo: OpenDemo) -> None:
    async with open_demo("#subject") as desk:
        await desk.page.evaluate(
            "document.body.append(Object.assign(document.createElement('img'),"
            " {src: 'https://elsewhere.example/'}))"
        )
        await desk.until(lambda: bool(desk.complaints))

        assert any("img-src" in complaint for complaint in desk.complaints)
        desk.complaints.clear()


async def test_a_controlled_input_hears_of_what_was_taken_by_one_event(
    open_demo: OpenDemo,
) -> None:
    typed = "Could you tell me wh"
    async with open_demo("#controlled") as desk:
        await desk.type(typed)
        await desk.expect_ghost("ere")
        await desk.press("Tab")

        # The page has written its state back several times by then.
        await desk.settle(200)
        await desk.expect_text("Could you tell me where")
        await expect(desk.page.locator("#controlled-state")).to_have_text(
            '"Could you tell me where"'
        )
        await expect(desk.page.locator("#controlled-events")).to_have_text(str(len(typed) + 1))


async def test_a_controlled_input_drops_what_came_without_an_event(open_demo: OpenDemo) -> None:
    """Else the test above would show nothing."""
    async with open_demo("#controlled") as desk:
        await desk.field.evaluate("field => { field.value = 'set behind the page’s back' }")

        await expect(desk.field).to_have_value("")


async def test_a_field_in_an_iframe_is_completed_within_it(open_demo: OpenDemo) -> None:
    async with open_demo("#message", ready=False) as desk:
        inside = desk.page.frame_locator("iframe")
        field = inside.locator("#framed")
        await field.click()
        await desk.type("Could you tell me wh")
        await expect(inside.locator(".autocomplete-ghost")).to_have_text("ere")

        await desk.press("Tab")

        await expect(field).to_have_value("Could you tell me where")


async def test_sending_sends_nothing(open_demo: OpenDemo, demo: DemoHost) -> None:
    async with open_demo("#subject") as desk:
        await desk.type("Could")
        await desk.page.get_by_role("button", name="Send").click()

        await desk.settle(100)
        assert desk.page.url == f"{demo.address}/"
        await desk.expect_text("Could")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_on_the_demo(open_demo: OpenDemo, scheme: Any) -> None:
    async with open_demo("#message", color_scheme=scheme) as desk:
        await desk.type("Could you tell me wh")
        await expect(desk.rows).to_have_count(2)

        assert desk.complaints == []
        assert await findings(desk.page) == []
        # To read a shadow root's style sheets, axe-core makes an element of its own.
        desk.complaints.clear()


@pytest.mark.parametrize("width", [320, 1280])
async def test_nothing_on_the_demo_is_wider_than_the_window(
    open_demo: OpenDemo, width: int
) -> None:
    async with open_demo("#subject", viewport={"width": width, "height": 700}) as desk:
        assert await desk.page.evaluate("document.documentElement.scrollWidth") <= width
