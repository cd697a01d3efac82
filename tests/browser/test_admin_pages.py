"""Operators' pages work with the keyboard alone, and axe-core finds nothing on them."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from django.contrib.auth.models import User
from django.test import Client
from playwright.async_api import Browser, Page, expect

from autocomplete.models import LanguageModelEntry, ProfileDraft
from autocomplete.publishing.publish import publish
from tests.admin.operators import page
from tests.browser.axe import findings
from tests.browser.operating import in_thread, press_until
from tests.browser.serving import served

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def _set_up() -> tuple[ProfileDraft, str]:
    operator = User.objects.create_superuser("operator")
    draft = ProfileDraft.objects.create(slug="support")
    for suggestions in (5, 3):
        draft.values["suggestions"] = suggestions
        draft.save()
        publish(draft, by=operator, why=f"{suggestions} suggestions.")
    draft.values["suggestions"] = 4
    draft.save()
    LanguageModelEntry.objects.create(name="large", base_url="http://inference:8000/v1")
    client = Client()
    client.force_login(operator)
    return draft, client.cookies["sessionid"].value


@pytest_asyncio.fixture(loop_scope="session")
async def desk(
    browser: Browser, transactional_db: None
) -> AsyncIterator[tuple[Page, ProfileDraft]]:
    """A browser tab of somebody who may do everything, and a profile with two versions."""
    from django.core.asgi import get_asgi_application

    draft, session = await in_thread(_set_up)
    with served(get_asgi_application()) as address:
        context = await browser.new_context(base_url=address)
        async with context:
            await context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
            tab = await context.new_page()
            yield tab, draft


async def addresses(draft: ProfileDraft) -> list[str]:
    def found() -> list[str]:
        return [
            page("profiledraft_changelist"),
            page("profiledraft_add"),
            page("profiledraft_change", draft.pk),
            page("profiledraft_publish", draft.pk),
            page("profileversion_changelist"),
            page("profileversion_change", draft.versions.get(number=1).pk),
            page("languagemodelentry_changelist"),
            page("languagemodelentry_add"),
            page("languagemodelentry_change", LanguageModelEntry.objects.get().pk),
        ]

    return list(await in_thread(found))


async def test_axe_finds_nothing_on_the_pages_of_profiles_and_models(
    desk: tuple[Page, ProfileDraft],
) -> None:
    tab, draft = desk
    broken = {}
    for address in await addresses(draft):
        await tab.goto(address)
        broken[address] = await findings(tab)
    assert {address: found for address, found in broken.items() if found} == {}


async def test_a_profile_is_tuned_published_and_taken_back_with_the_keyboard_alone(
    desk: tuple[Page, ProfileDraft],
) -> None:
    tab, draft = desk

    async def shown() -> list[int]:
        versions = await in_thread(lambda: list(draft.versions.select_related("draft")))
        return [version.profile.suggestions for version in versions]

    await tab.goto(page("profiledraft_change", draft.pk))
    await press_until(tab, "Tab", "#id_suggestions")
    await tab.keyboard.press("Control+A")
    await tab.keyboard.type("9")
    await press_until(tab, "Tab", "input[name=_continue]")
    await tab.keyboard.press("Enter")
    await expect(tab.locator(".messagelist .success")).to_be_visible()
    await press_until(tab, "Tab", ".object-tools a[href$='/publish/']")
    await tab.keyboard.press("Enter")
    await expect(tab.locator("#content table")).to_contain_text("suggestions")
    await press_until(tab, "Tab", "#id_why")
    await tab.keyboard.type("Nine are better.")
    await tab.keyboard.press("Enter")
    await expect(tab.locator(".messagelist .success")).to_contain_text("is published")
    assert await shown() == [9, 3, 5]
    await press_until(tab, "Shift+Tab", "input[value^='Go back to version 2']")
    await tab.keyboard.press("Enter")
    await expect(tab.locator(".messagelist .success")).to_contain_text("version 4 is in use")
    assert await shown() == [3, 9, 3, 5]
