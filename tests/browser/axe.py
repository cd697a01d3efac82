"""axe-core, the accessibility checker, in a page under test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.async_api import Page

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"


async def findings(page: Page) -> list[tuple[str, list[Any]]]:
    """Each rule that axe-core finds broken, with the elements that break it; all rules count."""
    if not AXE.exists():
        pytest.skip("axe-core is not there: install npm, then run make lint")
    # Through the debugger, not through the page, whose policy refuses foreign scripts.
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Runtime.evaluate", {"expression": AXE.read_text(encoding="utf-8")})
    found = await page.evaluate("axe.run()")
    # A rule that found nothing to look at would pass on an empty page.
    assert len(found["passes"]) > 10
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found["violations"]]
