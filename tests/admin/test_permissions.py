"""Viewers look, editors tune, publishers publish: over real requests, also crafted ones."""

from __future__ import annotations

import pytest
from django.test import Client

from autocomplete.groups import EDITORS, PUBLISHERS, VIEWERS
from autocomplete.models import LanguageModelEntry, ProfileDraft, ProfileVersion
from tests.admin.operators import member, page, posted, publish, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(administrator: Client, draft: ProfileDraft) -> ProfileVersion:
    publish(administrator, draft)
    return draft.versions.get()


@pytest.fixture
def entry(db: None) -> LanguageModelEntry:
    return LanguageModelEntry.objects.create(name="large", base_url="http://127.0.0.1:1/v1")


@pytest.mark.parametrize("group", [VIEWERS, EDITORS, PUBLISHERS])
def test_everybody_may_look(group: str, version: ProfileVersion, entry: LanguageModelEntry) -> None:
    client = signed_in(member(group))
    for address in (
        page("profiledraft_changelist"),
        page("profiledraft_change", version.draft_id),
        page("profileversion_changelist"),
        page("profileversion_change", version.pk),
        page("languagemodelentry_changelist"),
        page("languagemodelentry_change", entry.pk),
        page("site_changelist"),
        page("classification_changelist"),
        page("moderation_changelist"),
    ):
        assert client.get(address).status_code == 200, address


def test_a_viewer_reads_every_value_and_changes_nothing(draft: ProfileDraft) -> None:
    client = signed_in(member(VIEWERS))
    address = page("profiledraft_change", draft.pk)
    html = client.get(address).content.decode()
    assert '<th scope="row">token_budget</th><td>4</td>' in html
    assert 'name="token_budget"' not in html
    assert client.post(address, posted(draft, token_budget="9")).status_code == 403
    assert client.post(page("profiledraft_add"), posted(draft, slug="mine")).status_code == 403
    draft.refresh_from_db()
    assert draft.profile.token_budget == 4
    assert ProfileDraft.objects.count() == 1


def test_an_editor_tunes_a_draft(draft: ProfileDraft) -> None:
    client = signed_in(member(EDITORS))
    client.post(page("profiledraft_change", draft.pk), posted(draft, token_budget="9"))
    draft.refresh_from_db()
    assert draft.profile.token_budget == 9


@pytest.mark.parametrize("group", [VIEWERS, EDITORS])
def test_only_publishers_publish_also_by_a_crafted_post(
    group: str, version: ProfileVersion
) -> None:
    client = signed_in(member(group))
    html = client.get(page("profiledraft_change", version.draft_id)).content.decode()
    assert "Publish…" not in html
    assert (
        "Go back to version"
        not in client.get(page("profileversion_change", version.pk)).content.decode()
    )
    assert client.get(page("profiledraft_publish", version.draft_id)).status_code == 403
    assert publish(client, version.draft).status_code == 403
    assert client.post(page("profileversion_publish", version.pk)).status_code == 403
    assert client.post(page("profileversion_add"), {"number": 2}).status_code == 403
    assert ProfileVersion.objects.count() == 1


def test_a_publisher_publishes_and_goes_back(draft: ProfileDraft) -> None:
    client = signed_in(member(PUBLISHERS))
    assert publish(client, draft).status_code == 200
    client.post(page("profileversion_publish", draft.versions.get().pk))
    assert [version.number for version in draft.versions.all()] == [2, 1]


def test_going_back_needs_a_post(administrator: Client, version: ProfileVersion) -> None:
    assert administrator.get(page("profileversion_publish", version.pk)).status_code == 405
    assert ProfileVersion.objects.count() == 1


@pytest.mark.parametrize(("group", "status"), [(VIEWERS, 403), (EDITORS, 403), (PUBLISHERS, 302)])
def test_only_publishers_say_where_typed_text_is_sent(
    group: str, status: int, entry: LanguageModelEntry
) -> None:
    fields = {"base_url": "http://127.0.0.1:2/v1", "timeout_s": 20, "total_s": 60, "lanes": 1}
    address = page("languagemodelentry_change", entry.pk)
    assert signed_in(member(group)).post(address, fields).status_code == status
    entry.refresh_from_db()
    assert (entry.base_url == fields["base_url"]) is (status == 302)


@pytest.mark.parametrize(("group", "status"), [(VIEWERS, 403), (EDITORS, 302), (PUBLISHERS, 302)])
def test_a_viewer_does_not_probe(group: str, status: int, entry: LanguageModelEntry) -> None:
    address = page("languagemodelentry_probe", entry.pk)
    assert signed_in(member(group)).post(address).status_code == status


@pytest.mark.parametrize(("group", "status"), [(VIEWERS, 403), (EDITORS, 403), (PUBLISHERS, 200)])
def test_only_publishers_change_what_counts_at_once(group: str, status: int) -> None:
    client = signed_in(member(group))
    for address in (page("classification_add"), page("moderation_add")):
        assert client.get(address).status_code == status, address


@pytest.mark.parametrize("group", [EDITORS, PUBLISHERS])
def test_sites_and_users_are_for_administrators(group: str) -> None:
    client = signed_in(member(group))
    assert client.get(page("site_add")).status_code == 403
    assert client.get("/admin/auth/user/").status_code == 403


def test_nobody_comes_in_without_signing_in(client: Client, version: ProfileVersion) -> None:
    for address in (
        page("profiledraft_publish", version.draft_id),
        page("profileversion_publish", version.pk),
    ):
        response = client.post(address)
        assert response.status_code == 302
        assert "/admin/login/" in response.headers["location"]
    assert ProfileVersion.objects.count() == 1
