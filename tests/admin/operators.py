"""Those who work in the admin, and what they post."""

from __future__ import annotations

import importlib
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from autocomplete.admin.profile_form import ProfileForm
from autocomplete.models import ProfileDraft

GRANTS = (
    ("0003_groups", "make_groups"),
    ("0005_groups_judging", "grant_judging"),
    ("0007_groups_jobs", "grant_jobs"),
    ("0009_groups_events", "grant_events"),
    ("0011_groups_phrases", "grant_phrases"),
)


def member(group: str) -> User:
    """Somebody of a group as the migrations make it; tests that commit leave none behind."""
    if not Group.objects.filter(name=group).exists():
        for migration, grant in GRANTS:
            module = importlib.import_module(f"autocomplete.migrations.{migration}")
            getattr(module, grant)(apps, None)
    user = User.objects.create_user(f"one of {group}", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(name: str, *args: Any) -> str:
    """The address of an admin page of this project."""
    return reverse(f"admin:autocomplete_{name}", args=args)


def posted(draft: ProfileDraft, **changes: Any) -> dict[str, Any]:
    """What a browser posts from the page of a draft after these changes."""
    form = ProfileForm(instance=draft)
    fields: dict[str, Any] = {}
    for bound in form:
        value = bound.field.prepare_value(bound.value())
        if bound.name == "typing_cost":
            parts = bound.field.widget.decompress(value)
            fields |= {f"typing_cost_{at}": part for at, part in enumerate(parts)}
        else:
            fields[bound.name] = value
    fields |= changes
    return {name: "" if value is None else value for name, value in fields.items()}


def publish(client: Client, draft: ProfileDraft, why: str = "A test.") -> Any:
    """Post the publishing page as it stands now."""
    draft.refresh_from_db()
    return client.post(
        page("profiledraft_publish", draft.pk),
        {"why": why, "seen": draft.changed_at.isoformat()},
        follow=True,
    )
