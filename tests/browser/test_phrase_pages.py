"""Operators' pages for phrases: axe-core finds nothing, and the keyboard is enough."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest
import pytest_asyncio
from django.contrib.auth.models import User
from django.test import Client
from playwright.async_api import Browser, Page, expect

from autocomplete.models import HistoryEntry, PhraseHistory, PhraseList, PhraseToken, Site
from autocomplete.phrases.phrase_file import WeightedText
from autocomplete.phrases.storing import store
from tests.admin.operators import page
from tests.browser.axe import findings
from tests.browser.operating import in_thread, press_until
from tests.browser.serving import served

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def _set_up() -> tuple[PhraseList, str]:
    site = Site.objects.create(name="shop")
    kept = PhraseList.objects.create(name="products")
    kept.sites.add(site)
    store(kept, [WeightedText("Zyban patch", 2.0), WeightedText("Qorvex")])
    history = PhraseHistory.objects.create(site=site, active=True)
    HistoryEntry.objects.create(
        history=history, digest="0", text="see you soon", uses=9, last_used=date(2026, 11, 1)
    )
    PhraseToken.create(site, "the shop's server")
    client = Client()
    client.force_login(User.objects.create_superuser("operator"))
    return kept, client.cookies["sessionid"].value


@pytest_asyncio.fixture(loop_scope="session", params=["light", "dark"])
async def desk(
    browser: Browser, transactional_db: None, request: pytest.FixtureRequest
) -> AsyncIterator[tuple[Page, PhraseList]]:
    """A browser tab of somebody who may do everything, and a list with two phrases."""
    from django.core.asgi import get_asgi_application

    kept, session = await in_thread(_set_up)
    with served(get_asgi_application()) as address:
        context = await browser.new_context(base_url=address, color_scheme=request.param)
        async with context:
            await context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
            tab = await context.new_page()
            yield tab, kept


async def test_axe_finds_nothing_on_the_pages_of_phrases(desk: tuple[Page, PhraseList]) -> None:
    tab, kept = desk
    history = await in_thread(lambda: PhraseHistory.objects.get().pk)
    broken = {}
    for address in (
        page("phraselist_changelist"),
        page("phraselist_change", kept.pk),
        page("phraselist_import", kept.pk),
        page("phrase_changelist"),
        page("phrase_add"),
        page("phrasehistory_changelist"),
        page("phrasehistory_change", history),
        page("historyentry_changelist"),
        page("phrasetoken_changelist"),
        page("phrasetoken_add"),
    ):
        await tab.goto(address)
        broken[address] = await findings(tab)
    assert {address: found for address, found in broken.items() if found} == {}


async def test_lines_are_imported_with_the_keyboard_alone(desk: tuple[Page, PhraseList]) -> None:
    tab, kept = desk
    await tab.goto(page("phraselist_change", kept.pk))
    await press_until(tab, "Tab", "a:text-is('Import a file')")
    await tab.keyboard.press("Enter")
    await tab.wait_for_url("**/import/")
    await press_until(tab, "Tab", "#id_pasted")
    await tab.keyboard.type("Zyprexol\n--\n")
    await press_until(tab, "Tab", "input[type=submit]")
    await tab.keyboard.press("Enter")
    await expect(tab.locator(".errorlist")).to_contain_text("Line 2: the text has no letter")
    await tab.locator("#id_pasted").fill("Zyprexol")
    await tab.locator("#id_pasted").focus()
    await press_until(tab, "Tab", "input[type=submit]")
    await tab.keyboard.press("Enter")
    await expect(tab.locator(".messagelist .success")).to_contain_text("1 added")
