"""The dashboard works with the keyboard and fetches its part alone; axe-core finds nothing."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest
import pytest_asyncio
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone
from playwright.async_api import Browser, Page, expect

from autocomplete.events.made_up import made_up_events
from autocomplete.events.recorded import Recorded
from autocomplete.events.storing import store
from tests.admin.operators import page
from tests.browser.axe import findings
from tests.browser.operating import in_thread, press_until
from tests.browser.serving import served

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

DASHBOARD = "eventcounts_changelist"


def _set_up() -> str:
    User.objects.create_superuser("operator")
    now: datetime = timezone.now()
    store([Recorded(event) for event in made_up_events(3_000, now - timedelta(days=5), now)])
    client = Client()
    client.force_login(User.objects.get(username="operator"))
    return client.cookies["sessionid"].value


@pytest_asyncio.fixture(loop_scope="session")
async def tab(browser: Browser, transactional_db: None) -> AsyncIterator[Page]:
    """A tab of somebody who may look, five days after the first event."""
    from django.core.asgi import get_asgi_application

    session = await in_thread(_set_up)
    with served(get_asgi_application()) as address:
        async with await browser.new_context(base_url=address) as context:
            await context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
            yield await context.new_page()


async def test_axe_finds_nothing_with_and_without_events(tab: Page) -> None:
    for query in ("", "?since=2020-01-01&until=2020-01-02", "?since=2020-01-02&until=2020-01-01"):
        for scheme in ("light", "dark"):
            await tab.emulate_media(color_scheme=scheme)
            await tab.goto(page(DASHBOARD) + query)
            assert await findings(tab) == []


async def test_a_filter_is_chosen_with_the_keyboard_and_only_its_part_is_fetched(
    tab: Page,
) -> None:
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text))
    await tab.goto(page(DASHBOARD))
    shown = tab.locator(".dashboard-figures dd").first
    before = await shown.text_content()
    await press_until(tab, "Tab", "#id_profile")
    async with tab.expect_response(lambda response: "profile=support" in response.url) as answer:
        await tab.keyboard.type("support")
    assert "<html" not in await (await answer.value).text()
    await expect(shown).not_to_have_text(before or "")
    await expect(tab.locator("#dashboard tbody").first).not_to_contain_text("default")
    assert await tab.evaluate("document.activeElement.id") == "id_profile"
    async with tab.expect_download() as download:
        await tab.locator(".dashboard-export").click()
    text = (await (await download.value).path()).read_text()
    assert "support" in text
    assert "default" not in text
    assert complaints == []


async def test_a_span_is_chosen_by_a_link(tab: Page) -> None:
    await tab.goto(page(DASHBOARD))
    await tab.get_by_role("link", name="30 days").click()
    await expect(tab.locator("#id_since")).to_have_value(
        (timezone.now().date() - timedelta(days=29)).isoformat()
    )
    await expect(tab.locator(".plot")).to_have_count(5)
