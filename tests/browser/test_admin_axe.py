"""axe-core finds nothing on the operators' pages that no other file of this folder looks at."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from django.contrib.auth.models import Group, User
from django.test import Client, override_settings
from playwright.async_api import Browser, Page

from autocomplete.models import AcceptedText, Category, Classification, Moderation
from tests.admin.operators import member, page
from tests.browser.axe import findings
from tests.browser.operating import in_thread
from tests.browser.serving import served
from tests.sites.customers import customer

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

Addresses = list[str]


def _set_up() -> tuple[Addresses, str]:
    key = customer(name="shop", keep_texts=True)
    revoked = customer(name="another shop", tokens_required=True)
    revoked.revoke()
    moderation = Moderation.objects.create(site=key.site, blocked_terms="damn", screened_from=0.7)
    classification = Classification.objects.create(site=key.site, sure_from=0.2)
    for slug, label in (("cards", "card"), ("transfers", "transfer")):
        Category.objects.create(classification=classification, slug=slug, labels=label)
    text = AcceptedText.objects.create(
        site=key.site, at=datetime.now(UTC), profile="default", typed="I wou", taken="ld"
    )
    editor = member("Editors")
    operator = User.objects.create_superuser("operator")
    client = Client()
    client.force_login(operator)
    addresses = [
        "/admin/",
        "/admin/password_change/",
        "/admin/auth/user/",
        f"/admin/auth/user/{editor.pk}/change/",
        f"/admin/auth/group/{Group.objects.get(name='Editors').pk}/change/",
        page("site_changelist"),
        page("site_add"),
        page("site_change", key.site.pk),
        page("site_change", revoked.site.pk),
        page("site_delete", key.site.pk),
        page("publickey_changelist"),
        page("publickey_change", key.pk),
        page("moderation_changelist"),
        page("moderation_change", moderation.pk),
        page("moderation_try", moderation.pk),
        page("classification_changelist"),
        page("classification_change", classification.pk),
        page("classification_try", classification.pk),
        page("acceptedtext_changelist"),
        page("acceptedtext_change", text.pk),
        page("languagemodelentry_in_use"),
    ]
    return addresses, client.cookies["sessionid"].value


@pytest_asyncio.fixture(loop_scope="session", params=["light", "dark"])
async def desk(
    browser: Browser, transactional_db: None, request: pytest.FixtureRequest
) -> AsyncIterator[tuple[Page, Addresses]]:
    """A browser tab, and the addresses of what there is to look at."""
    from django.core.asgi import get_asgi_application

    addresses, session = await in_thread(_set_up)
    # A model that is not there has more to be told than none.
    nowhere = override_settings(MODEL_URL="http://127.0.0.1:9/v1")
    with nowhere, served(get_asgi_application()) as address:
        context = await browser.new_context(base_url=address, color_scheme=request.param)
        async with context:
            tab = await context.new_page()
            await tab.goto("/admin/")
            assert await findings(tab) == [], "the page for signing in"
            await context.add_cookies([{"name": "sessionid", "value": session, "url": address}])
            yield tab, addresses


async def test_axe_finds_nothing_on_the_pages_of_sites_and_of_what_they_hold_back(
    desk: tuple[Page, Addresses],
) -> None:
    tab, addresses = desk
    broken = {}
    for address in addresses:
        answer = await tab.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        broken[address] = await findings(tab)
    assert {address: found for address, found in broken.items() if found} == {}
