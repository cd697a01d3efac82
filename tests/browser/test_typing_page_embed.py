from __future__ import annotations

import pytest
from playwright.async_api import Browser, expect

from autocomplete import widget
from tests.browser.desk import Desk

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


async def test_the_tag_is_copied_with_one_click(browser: Browser, scripted_address: str) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    async with await browser.new_context(permissions=permissions) as context:
        desk = Desk(await context.new_page())
        await desk.watch()
        await desk.page.goto(f"{scripted_address}/embed/")

        await desk.page.get_by_role("button", name="Copy the tag", exact=True).click()

        await expect(desk.page.get_by_text("Copied.")).to_be_visible()
        copied = await desk.page.evaluate("navigator.clipboard.readText()")
        assert copied == widget.pinned_tag(scripted_address, "pk_…")
        assert desk.complaints == []


async def test_where_the_clipboard_is_closed_the_snippet_is_selected_and_that_is_said(
    browser: Browser, scripted_address: str
) -> None:
    async with await browser.new_context() as context:
        page = await context.new_page()
        await page.add_init_script(
            "navigator.clipboard.writeText = () => Promise.reject(new Error('closed'))"
        )
        await page.goto(f"{scripted_address}/embed/")

        await page.get_by_role("button", name="Copy the policy").click()

        await expect(page.get_by_text("Selected: copy it with Ctrl+C.")).to_be_visible()
        selected = await page.evaluate("getSelection().toString()")
        assert selected.startswith(f"script-src {scripted_address}; connect-src ws://")
