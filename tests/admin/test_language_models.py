"""A language model's entry: what is wrong with it is named, and what routes need is not deleted."""

from __future__ import annotations

import pytest
from django.test import Client

from autocomplete.models import LanguageModelEntry, ProfileDraft
from tests.admin.operators import page, posted

pytestmark = pytest.mark.django_db

GOOD = {
    "name": "large",
    "base_url": "http://inference:8000/v1",
    "timeout_s": "20",
    "total_s": "60",
    "lanes": "1",
}


def add(client: Client, **changes: str) -> str:
    response = client.post(page("languagemodelentry_add"), {**GOOD, **changes}, follow=True)
    assert response.status_code == 200
    return str(response.content.decode())


def test_a_model_needs_no_more_than_a_name_and_an_address(administrator: Client) -> None:
    add(administrator)
    entry = LanguageModelEntry.objects.get()
    assert entry.endpoint.base_url == "http://inference:8000/v1"
    html = administrator.get(page("languagemodelentry_change", entry.pk)).content.decode()
    assert "Not probed yet" in html


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("name", "default", "choose another name"),
        ("name", "larger", "choose another name"),
        ("name", "fallback", "choose another name"),
        ("name", "two words", "consisting of letters, numbers, underscores or hyphens"),
        ("base_url", "inference:8000", "give one such as http://127.0.0.1:8080/v1"),
        ("base_url", "http://user:password@inference/v1", "without a user or a query"),
        ("api_key_variable", "sk-4f2a9c", "give capitals, digits and underscores"),
        ("api_key_variable", "SECRET_KEY", "ending in _API_KEY"),
        ("api_key_variable", "DATABASE_URL", "ending in _API_KEY"),
        ("most_alternatives", "1", "greater than or equal to 2"),
        ("timeout_s", "0", "greater than or equal to 0.1"),
        ("total_s", "10", "set it to 20 or more"),
        ("lanes", "65", "less than or equal to 64"),
    ],
)
def test_what_cannot_be_used_is_named_with_the_rule(
    administrator: Client, field: str, value: str, rule: str
) -> None:
    html = add(administrator, **{field: value})
    assert rule in html
    assert f'id="id_{field}_error"' in html
    assert not LanguageModelEntry.objects.exists()


def test_a_model_in_a_route_is_not_deleted(administrator: Client, draft: ProfileDraft) -> None:
    add(administrator)
    entry = LanguageModelEntry.objects.get()
    change = page("profiledraft_change", draft.pk)
    administrator.post(change, posted(draft, route="large"))
    html = administrator.get(page("languagemodelentry_change", entry.pk)).content.decode()
    assert "support; it cannot be deleted" in html
    address = page("languagemodelentry_delete", entry.pk)
    assert administrator.post(address, {"post": "yes"}).status_code == 403
    selected = {"action": "delete_selected", "_selected_action": entry.pk, "post": "yes"}
    administrator.post(page("languagemodelentry_changelist"), selected)
    assert LanguageModelEntry.objects.exists()
    draft.refresh_from_db()
    administrator.post(change, posted(draft, route=""))
    assert administrator.post(address, {"post": "yes"}).status_code == 302
    assert not LanguageModelEntry.objects.exists()
