"""Every number of a profile is tuned in the admin, and a wrong one is named with its rule."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from django.test import Client

from autocomplete.admin.profile_fields import TOLD, help_text, names
from autocomplete.models import ProfileDraft
from autocomplete.ranking.profile import DEFAULT_PROFILE, Profile
from autocomplete.ranking.ranges import RANGES
from autocomplete.ranking.typing_cost import TypingCost
from tests.admin.operators import page, posted

pytestmark = pytest.mark.django_db


def save(client: Client, draft: ProfileDraft, **changes: Any) -> str:
    response = client.post(
        page("profiledraft_change", draft.pk), posted(draft, **changes), follow=True
    )
    assert response.status_code == 200
    draft.refresh_from_db()
    return str(response.content.decode())


def test_no_field_of_a_profile_is_missing() -> None:
    assert sorted([*names(), "slug"]) == sorted(field.name for field in dataclasses.fields(Profile))
    assert set(TOLD) == set(names())


def test_every_field_says_what_it_does(administrator: Client, draft: ProfileDraft) -> None:
    html = administrator.get(page("profiledraft_change", draft.pk)).content.decode()
    for name in names():
        control = "typing_cost_0" if name == "typing_cost" else name
        assert f'id="id_{control}_helptext"' in html, name
        if name in RANGES:
            assert str(RANGES[name]) in help_text(name)


def test_a_draft_begins_with_the_built_in_values(administrator: Client) -> None:
    fields = {**posted(ProfileDraft()), "slug": "shop"}
    administrator.post(page("profiledraft_add"), fields)
    draft = ProfileDraft.objects.get()
    assert draft.profile == dataclasses.replace(DEFAULT_PROFILE, slug="shop")
    assert draft.changed_by is not None
    assert draft.changed_by.username == "administrator"


def test_saving_a_page_as_it_is_changes_nothing(administrator: Client, draft: ProfileDraft) -> None:
    before = draft.values
    save(administrator, draft)
    assert draft.values == before


@pytest.mark.parametrize(
    ("posted_fields", "name", "value"),
    [
        ({"token_budget": "9"}, "token_budget", 9),
        ({"expand_share": "0.5"}, "expand_share", 0.5),
        ({"list_gate": "0.25"}, "list_gate", 0.25),
        ({"ghost_gate": ""}, "ghost_gate", None),
        ({"strategy": "mean"}, "strategy", "mean"),
        ({"preamble": "Dear bank, "}, "preamble", "Dear bank, "),
        ({"route": "default"}, "route", ("default",)),
        ({"typing_cost_0": "1", "typing_cost_1": "0.2"}, "typing_cost", TypingCost(1, 0.2)),
    ],
)
def test_a_changed_field_is_kept(
    administrator: Client,
    draft: ProfileDraft,
    posted_fields: dict[str, str],
    name: str,
    value: object,
) -> None:
    save(administrator, draft, **posted_fields)
    assert draft.profile == dataclasses.replace(
        DEFAULT_PROFILE,
        slug="support",
        **{name: value},  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("posted_fields", "complaint"),
    [
        ({"token_budget": "-1"}, "token_budget is -1: set it to a whole number from 0 to"),
        ({"token_budget": "two"}, "token_budget is no such number: set it to a whole number"),
        ({"token_budget": "1.5"}, "token_budget is no such number: set it to a whole number"),
        ({"expand_share": "1.5"}, "expand_share is 1.5: set it to a number from 0 to 1."),
        ({"expand_share": "nan"}, "expand_share is no such number"),
        ({"expand_share": ""}, "expand_share is missing: set it to a number from 0 to 1."),
        ({"ghost_gate": "-2"}, "ghost_gate is -2: set it to a number, 0 or more."),
        ({"strategy": "best"}, "best is not one of the available choices"),
        ({"typing_cost_0": "1"}, "typing_cost has one part only"),
        ({"typing_cost_0": "-1", "typing_cost_1": "1"}, "start is -1: set it to a number"),
        ({"route": "default, gpt"}, "route names &#x27;gpt&#x27;: choose from default."),
        ({"route": "default, default"}, "and none twice"),
    ],
)
def test_a_wrong_value_is_named_with_its_rule_and_not_kept(
    administrator: Client, draft: ProfileDraft, posted_fields: dict[str, str], complaint: str
) -> None:
    assert complaint in save(administrator, draft, **posted_fields)
    assert draft.profile == dataclasses.replace(DEFAULT_PROFILE, slug="support")
