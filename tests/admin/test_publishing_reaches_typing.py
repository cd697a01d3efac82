"""What is published counts from the next keystroke on, also on sockets that are open."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from django.contrib.auth.models import User

from autocomplete.models import LanguageModelEntry, ProfileDraft, ProfileVersion
from autocomplete.publishing.profile_values import values_of
from autocomplete.publishing.publish import publish, publish_again
from autocomplete.ranking.profile import DEFAULT_PROFILE
from tests.live.site import Client, Site
from tests.live.stand_in_model import StandInModel
from tests.sites.customers import changed
from tests.sites.whole_site import forget_all, whole_site

WITHIN = 1.0


@pytest_asyncio.fixture
async def server(transactional_db: None) -> AsyncIterator[Site]:
    """A running site; nothing that was published on it outlives the test."""
    from autocomplete.publishing.published import published

    async with whole_site() as (site, _):
        yield site
        await forget_all()
        await changed(ProfileVersion.objects.all().delete)
        await changed(LanguageModelEntry.objects.all().delete)
        await published.refresh()


def tuned(slug: str, **values: Any) -> ProfileVersion:
    """Publish a profile that differs in some values from the built-in one."""
    draft, _ = ProfileDraft.objects.get_or_create(slug=slug)
    draft.values = values_of(replace(DEFAULT_PROFILE, **values))
    draft.save()
    publisher, _ = User.objects.get_or_create(username="publisher")
    return publish(draft, by=publisher, why="A test.")


class Typist:
    """Types on and on at one socket."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.id = 0

    async def shown(self, **fields: Any) -> list[str]:
        """The final list for one more keystroke; empty where an error is sent instead."""
        self.id += 1
        await self.client.input(self.id, "I have t", **fields)
        while not (frame := await self.client.receive()).get("final"):
            if frame["type"] == "error":
                return []
        return [item["text"] for item in frame["items"]]

    async def until(self, condition: Callable[[list[str]], bool], **fields: Any) -> None:
        """Type until such a list is shown, within a second."""
        deadline = time.monotonic() + WITHIN
        while not condition(found := await self.shown(**fields)):
            assert time.monotonic() < deadline, found


def as_many_as(count: int) -> Callable[[list[str]], bool]:
    return lambda shown: len(shown) == count


def beginning_with(text: str) -> Callable[[list[str]], bool]:
    return lambda shown: shown[:1] == [text]


async def test_the_built_in_profile_needs_no_row_and_a_published_one_takes_its_place(
    server: Site,
) -> None:
    async with server.client() as client:
        typist = Typist(client)
        assert len(await typist.shown()) == DEFAULT_PROFILE.suggestions
        await changed(lambda: tuned("default", suggestions=1))
        await typist.until(as_many_as(1))


async def test_a_version_gone_back_to_is_in_use_at_once(server: Site) -> None:
    older: list[ProfileVersion] = []
    await changed(lambda: older.append(tuned("default", suggestions=2)))
    await changed(lambda: tuned("default", suggestions=1))
    async with server.client() as client:
        typist = Typist(client)
        await typist.until(as_many_as(1))
        await changed(lambda: publish_again(older[0], by=User.objects.get()))
        await typist.until(as_many_as(2))


async def test_a_draft_changes_nobodys_typing(server: Site) -> None:
    values = values_of(replace(DEFAULT_PROFILE, suggestions=1))
    await changed(lambda: ProfileDraft.objects.create(slug="default", values=values))
    async with server.client() as client:
        assert len(await Typist(client).shown()) == DEFAULT_PROFILE.suggestions


async def test_a_new_profile_may_be_named_once_it_is_published(server: Site) -> None:
    async with server.client() as client:
        typist = Typist(client)
        assert await typist.shown(profile="support") == []
        await changed(lambda: tuned("support", suggestions=2))
        await typist.until(as_many_as(2), profile="support")
        assert len(await typist.shown()) == DEFAULT_PROFILE.suggestions


async def test_a_model_that_is_added_answers_where_a_route_names_it(server: Site) -> None:
    async with StandInModel() as added, server.client() as client:
        added.probabilities = {" tea": 0.7, " toast": 0.2, ".": 0.05}
        await changed(lambda: LanguageModelEntry.objects.create(name="added", base_url=added.url))
        await changed(lambda: tuned("default", route=("added",)))
        typist = Typist(client)
        await typist.until(beginning_with("ea"))
        async with StandInModel() as elsewhere:
            elsewhere.probabilities = {" train": 0.9, ".": 0.05}
            entry = LanguageModelEntry(name="added", base_url=elsewhere.url)

            def move() -> None:
                entry.pk = LanguageModelEntry.objects.get().pk
                entry.save()

            await changed(move)
            await typist.until(beginning_with("rain"))


async def test_what_was_published_before_the_start_is_there_at_the_first_keystroke(
    transactional_db: None,
) -> None:
    from autocomplete.publishing.published import published

    await changed(lambda: tuned("default", suggestions=2))
    try:
        async with whole_site() as (site, _), site.client() as client:
            assert len(await Typist(client).shown()) == 2
    finally:
        await changed(ProfileVersion.objects.all().delete)
        await published.refresh()


async def test_a_version_that_this_release_cannot_use_is_logged_and_costs_nobody_else_a_list(
    server: Site, caplog: pytest.LogCaptureFixture
) -> None:
    def publish_unusable() -> None:
        older = tuned("support", suggestions=2)
        ProfileVersion.objects.create(
            draft=older.draft,
            number=2,
            values={"token_budget": -1},
            published_by=older.published_by,
            why="Was allowed once.",
        )

    await changed(publish_unusable)
    async with server.client() as client:
        typist = Typist(client)
        await typist.until(as_many_as(0), profile="support")
        assert len(await typist.shown()) == DEFAULT_PROFILE.suggestions
    assert "support version 2 cannot be used: token_budget is -1" in caplog.text
