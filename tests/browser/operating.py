"""How operators' pages are set up and used by the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from asgiref.sync import sync_to_async
from django.db import connections
from playwright.async_api import Page


async def in_thread(work: Callable[[], Any]) -> Any:
    """Use the database in a thread that may, as pages do."""

    def done() -> Any:
        try:
            return work()
        finally:
            connections.close_all()

    return await sync_to_async(done)()


async def press_until(tab: Page, key: str, selector: str) -> None:
    """Move the focus with the keyboard until it is on what is looked for."""
    for _ in range(150):
        if await tab.locator(selector).evaluate("node => node === document.activeElement"):
            return
        await tab.keyboard.press(key)
    raise AssertionError(f"the keyboard does not reach {selector}")
