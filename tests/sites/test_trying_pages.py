"""Operators try moderation and classification on texts of their own, on a running site."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.test import Client

from autocomplete.models import Category, Classification, Moderation
from tests.live.site import Site
from tests.live.stand_in_model import StandInModel
from tests.sites.customers import customer

pytestmark = pytest.mark.asyncio(loop_scope="package")


def logged_in(*permissions: str) -> str:
    """A session of somebody on the staff who may do so much, or all if nothing is named."""
    user = User.objects.create_user("jo", is_staff=True, is_superuser=not permissions)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def operator(server: Site) -> str:
    return logged_in()


@pytest.fixture
def stranger(server: Site) -> str:
    return logged_in("view_site")


@pytest.fixture
def moderation(server: Site) -> str:
    kept = Moderation.objects.create(site=customer().site, blocked_terms="damn")
    return f"/admin/autocomplete/moderation/{kept.pk}/"


@pytest.fixture
def classification(server: Site) -> str:
    kept = Classification.objects.create(site=customer().site, question="{text}\nAbout")
    Category.objects.create(classification=kept, slug="first", labels="one", examples="The one.")
    Category.objects.create(classification=kept, slug="second", labels="two", examples="Two.")
    return f"/admin/autocomplete/classification/{kept.pk}/"


@asynccontextmanager
async def browsing(server: Site, session: str) -> AsyncIterator[httpx.AsyncClient]:
    cookies = {settings.SESSION_COOKIE_NAME: session}
    async with httpx.AsyncClient(base_url=server.origin, cookies=cookies, timeout=20) as client:
        yield client


async def tried(server: Site, session: str, page: str, **fields: str) -> str:
    """Fill in the form that the change page leads to, and return what is said then, as text."""
    async with browsing(server, session) as client:
        assert f'href="{page}try/"' in (await client.get(f"{page}change/")).text
        shown = await client.get(f"{page}try/")
        [token] = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', shown.text)[-1:])
        answer = await client.post(
            f"{page}try/",
            data={"csrfmiddlewaretoken": token, **fields},
            headers={"Referer": f"{server.origin}{page}"},
        )
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


async def test_a_blocked_term_is_named(server: Site, operator: str, moderation: str) -> None:
    said = await tried(server, operator, moderation, typed="Oh", suggestion=" d.a.m.n")
    assert "Held back: it holds the blocked term “damn”." in said


async def test_several_words_are_scored_even_where_the_site_screens_nothing(
    server: Site, operator: str, moderation: str, stand_in: StandInModel
) -> None:
    stand_in.probabilities = {" yes": 0.25, " no": 0.5}
    said = await tried(server, operator, moderation, suggestion="see you there")
    assert "Shown." in said
    assert "Score: 0.333 (the site screens nothing)" in said


async def test_a_score_at_the_threshold_holds_back(
    server: Site, operator: str, moderation: str, stand_in: StandInModel
) -> None:
    await sync_to_async(Moderation.objects.update)(screened_from=0.3)
    stand_in.probabilities = {" yes": 0.25, " no": 0.5}
    said = await tried(server, operator, moderation, suggestion="see you there")
    assert "Held back: the score is not below 0.3." in said


async def test_a_model_that_fails_is_named(
    server: Site, operator: str, moderation: str, stand_in: StandInModel
) -> None:
    stand_in.status = 500
    said = await tried(server, operator, moderation, suggestion="see you there")
    assert "The model server is busy or failing" in said


async def test_examples_make_a_confusion_matrix(
    server: Site, operator: str, classification: str, stand_in: StandInModel
) -> None:
    said = await tried(
        server,
        operator,
        classification,
        pasted="text,category\nWhich?,first\nThis?,second\n",
    )
    # The same said of every text is bias: it is divided out, and the site's order decides.
    assert "50.0% of 2 right, 0.0% passed on to a larger model" in said
    assert re.search(r"first 1 0 second 1 0", said)


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("", "There are no examples"),
        ("text,category\nx,none\n", "There is no category &#x27;none&#x27;: the site has first"),
    ],
)
async def test_unusable_examples_are_refused_in_words(
    server: Site, operator: str, classification: str, pasted: str, sentence: str
) -> None:
    assert sentence in await tried(server, operator, classification, pasted=pasted)


async def test_only_those_who_may_see_it_may_try_it(
    server: Site, stranger: str, moderation: str, classification: str
) -> None:
    async with browsing(server, stranger) as client:
        for page in (moderation, classification):
            assert (await client.get(f"{page}try/")).status_code == 403
