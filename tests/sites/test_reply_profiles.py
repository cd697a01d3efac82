"""The category of the text that is answered chooses profile and phrases, on sockets by itself."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from django.contrib.auth.models import User

from autocomplete.models import Category, Classification, ProfileDraft, PublicKey
from autocomplete.publishing.profile_values import values_of
from autocomplete.publishing.publish import publish
from autocomplete.ranking.profile import DEFAULT_PROFILE
from tests.api.asking import ask
from tests.live.site import Client, Site, until
from tests.live.stand_in_model import StandInModel
from tests.sites.customers import changed, customer, opened

pytestmark = pytest.mark.asyncio(loop_scope="package")

TWO = {" one": 0.2, " two": 0.6, " tower": 0.05, ".": 0.1}
CONTEXT = "Two, please."


def _set_up(own_profile: str) -> PublicKey:
    draft = ProfileDraft.objects.create(slug="terse")
    draft.values = values_of(replace(DEFAULT_PROFILE, suggestions=1))
    draft.save()
    publish(draft, by=User.objects.create(username="publisher"), why="A test.")
    key = customer()
    kept = Classification.objects.create(site=key.site, question="{text}\nAbout")
    Category.objects.create(classification=kept, slug="first", labels="one\ntower")
    Category.objects.create(classification=kept, slug="second", labels="two", profile=own_profile)
    return key


async def _served(key: PublicKey, server: Site, stand_in: StandInModel) -> None:
    from autocomplete.publishing.published import published

    await published.refresh()
    await ask(server, {"text": "to learn the habit"}, key=key.key, path="/api/v1/classify")
    stand_in.probabilities = TWO
    stand_in.prompts.clear()


@pytest_asyncio.fixture(loop_scope="package")
async def key(server: Site, stand_in: StandInModel) -> PublicKey:
    """Of a site whose second category is answered with the profile ``terse``, of one suggestion."""
    kept: list[PublicKey] = []
    await changed(lambda: kept.append(_set_up("terse")))
    await _served(kept[0], server, stand_in)
    return kept[0]


class Typist:
    """Types the same again and again, which is the next keystroke to a server."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.id = 0

    async def shown(self, **fields: Any) -> int:
        self.id += 1
        await self.client.input(self.id, "I have", **fields)
        return len((await self.client.final(self.id))["items"])

    async def until_one(self, **fields: Any) -> None:
        async with asyncio.timeout(5):
            while await self.shown(**fields) != 1:
                await asyncio.sleep(0.05)


def questions(model: StandInModel) -> list[str]:
    return [prompt for prompt in model.prompts if prompt.endswith("\nAbout")]


async def test_the_contexts_category_chooses_the_profile_once_it_is_known(
    server: Site, key: PublicKey, stand_in: StandInModel
) -> None:
    async with opened(server, key) as client:
        typist = Typist(client)
        assert await typist.shown(context=CONTEXT) > 1
        await typist.until_one(context=CONTEXT)
        assert set(questions(stand_in)) == {f"{CONTEXT}\nAbout"}
        asked = len(questions(stand_in))
        # It is known from then on, also between texts without it.
        assert await typist.shown() > 1
        assert await typist.shown(context=CONTEXT) == 1
        await asyncio.sleep(0.5)
        assert len(questions(stand_in)) == asked


async def test_a_profile_that_the_client_names_is_used_and_nothing_is_classified(
    server: Site, key: PublicKey, stand_in: StandInModel
) -> None:
    async with opened(server, key) as client:
        assert await Typist(client).shown(context=CONTEXT, profile="default") > 1
        await asyncio.sleep(0.5)
    assert questions(stand_in) == []


async def test_a_context_that_changes_as_it_is_typed_is_classified_when_it_stands(
    server: Site, key: PublicKey, stand_in: StandInModel
) -> None:
    async with opened(server, key) as client:
        typist = Typist(client)
        for end in range(1, len(CONTEXT)):
            await typist.shown(context=CONTEXT[:end])
        await typist.until_one(context=CONTEXT)
    assert set(questions(stand_in)) == {f"{CONTEXT}\nAbout"}


async def test_a_model_that_fails_leaves_the_sites_own_profile_and_is_asked_again(
    server: Site, key: PublicKey, stand_in: StandInModel
) -> None:
    async with opened(server, key) as client:
        typist = Typist(client)
        known = await typist.shown(context=CONTEXT)
        stand_in.status = 400
        await until(lambda: questions(stand_in))
        stand_in.status = 200
        assert await typist.shown(context=CONTEXT) == known > 1
        await typist.until_one(context=CONTEXT)


async def test_without_profiles_of_their_own_categories_cost_nothing(
    server: Site, stand_in: StandInModel
) -> None:
    kept: list[PublicKey] = []
    await changed(lambda: kept.append(_set_up("")))
    await _served(kept[0], server, stand_in)
    async with opened(server, kept[0]) as client:
        assert await Typist(client).shown(context=CONTEXT) > 1
        await asyncio.sleep(0.5)
    assert questions(stand_in) == []
