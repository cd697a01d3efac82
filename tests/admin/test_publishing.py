"""Publishing keeps versions with who, when and why; going back publishes an older one anew."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.test import Client
from django.utils import timezone

from autocomplete.models import LanguageModelEntry, ProfileDraft, ProfileVersion
from autocomplete.models.profile_version import Immutable
from tests.admin.operators import page, posted, publish

pytestmark = pytest.mark.django_db


def tune(client: Client, draft: ProfileDraft, **changes: str) -> None:
    client.post(page("profiledraft_change", draft.pk), posted(draft, **changes))
    draft.refresh_from_db()


def suggestions(draft: ProfileDraft) -> list[int]:
    """What each version shows at most, the newest first."""
    return [version.profile.suggestions for version in draft.versions.all()]


def test_a_version_tells_who_published_it_when_and_why(
    administrator: Client, draft: ProfileDraft
) -> None:
    begun = timezone.now()
    publish(administrator, draft, "Fewer suggestions for the help desk.")
    version = draft.versions.get()
    assert (version.number, version.why) == (1, "Fewer suggestions for the help desk.")
    assert version.published_by.username == "administrator"
    assert begun <= version.published_at <= timezone.now()


def test_the_page_shows_what_would_change(administrator: Client, draft: ProfileDraft) -> None:
    publish(administrator, draft)
    html = administrator.get(page("profiledraft_publish", draft.pk)).content.decode()
    assert "The draft has the same values." in html
    tune(administrator, draft, suggestions="7")
    html = administrator.get(page("profiledraft_publish", draft.pk)).content.decode()
    assert '<th scope="row">suggestions</th><td>5</td><td>7</td>' in html
    assert "token_budget" not in html


def test_nothing_is_published_without_a_reason(administrator: Client, draft: ProfileDraft) -> None:
    html = publish(administrator, draft, why="").content.decode()
    assert "why is missing: say in a sentence what the change is for." in html
    assert not draft.versions.exists()


def test_a_draft_changed_since_it_was_looked_at_is_not_published(
    administrator: Client, draft: ProfileDraft
) -> None:
    seen = draft.changed_at.isoformat()
    tune(administrator, draft, suggestions="7")
    address = page("profiledraft_publish", draft.pk)
    response = administrator.post(address, {"why": "A test.", "seen": seen})
    html = response.content.decode()
    assert "Somebody has changed the draft since you looked at it" in html
    assert not draft.versions.exists()
    # The page shows the draft as it is now, and publishes that.
    publish(administrator, draft)
    assert suggestions(draft) == [7]


def test_going_back_is_one_click_and_makes_a_new_version(
    administrator: Client, draft: ProfileDraft
) -> None:
    publish(administrator, draft)
    tune(administrator, draft, suggestions="7")
    publish(administrator, draft)
    older = draft.versions.get(number=1)
    html = administrator.get(page("profiledraft_change", draft.pk)).content.decode()
    address = page("profileversion_publish", older.pk)
    assert f'action="{address}"' in html
    assert "Go back to version 1" in html
    administrator.post(address)
    assert suggestions(draft) == [5, 7, 5]
    newest = draft.versions.first()
    assert newest is not None
    assert (newest.number, newest.why) == (3, "Back to version 1.")
    # The editors' work is left alone.
    draft.refresh_from_db()
    assert draft.profile.suggestions == 7


def test_a_version_is_never_changed_nor_removed(administrator: Client, draft: ProfileDraft) -> None:
    publish(administrator, draft)
    version = draft.versions.get()
    with pytest.raises(Immutable):
        version.save()
    with pytest.raises(Immutable):
        version.delete()
    with pytest.raises(ProtectedError), transaction.atomic():
        draft.delete()
    for address in (
        page("profileversion_change", version.pk),
        page("profileversion_delete", version.pk),
        page("profiledraft_delete", draft.pk),
    ):
        assert administrator.post(address, {"post": "yes"}).status_code == 403
    assert ProfileVersion.objects.get() == version


def test_the_slug_of_a_published_profile_stays(administrator: Client, draft: ProfileDraft) -> None:
    tune(administrator, draft, slug="helpdesk")
    assert draft.slug == "helpdesk"
    publish(administrator, draft)
    tune(administrator, draft, slug="other")
    assert draft.slug == "helpdesk"


def test_a_site_chooses_from_what_was_published(administrator: Client, draft: ProfileDraft) -> None:
    address = page("site_add")
    assert ">support</option>" not in administrator.get(address).content.decode()
    publish(administrator, draft)
    html = administrator.get(address).content.decode()
    assert '<option value="support">support</option>' in html
    assert '<option value="default" selected>default</option>' in html


def test_a_route_to_a_model_that_is_gone_is_not_published(
    administrator: Client, draft: ProfileDraft
) -> None:
    entries = LanguageModelEntry.objects
    entries.create(name="large", base_url="http://inference:8000/v1")
    tune(administrator, draft, route="default, large")
    entries.all().delete()
    html = publish(administrator, draft).content.decode()
    assert "route names &#x27;large&#x27;: choose from default." in html
    assert not draft.versions.exists()
