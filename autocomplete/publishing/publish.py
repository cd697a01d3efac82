"""Publishes profiles: what is published is in use by every process within a second."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.db import transaction

from autocomplete.models import ProfileDraft, ProfileVersion
from autocomplete.publishing.profile_values import Values, profile_of


def publish(draft: ProfileDraft, *, by: User, why: str) -> ProfileVersion:
    """Make the draft the newest version. Raises ValidationError where it cannot be used."""
    draft.full_clean()
    return _published(draft, draft.values, by, why)


def publish_again(version: ProfileVersion, *, by: User) -> ProfileVersion:
    """Go back to an older version by publishing it as a new one; the draft stays as it is.

    Raises ValueError where this release cannot use it any more.
    """
    profile_of(version.draft.slug, version.values)
    return _published(version.draft, version.values, by, f"Back to version {version.number}.")


def _published(draft: ProfileDraft, values: Values, by: User, why: str) -> ProfileVersion:
    with transaction.atomic():
        # Whoever publishes the same profile at this moment waits here, and gets the next number.
        locked = ProfileDraft.objects.select_for_update().get(pk=draft.pk)
        newest = locked.versions.first()
        return ProfileVersion.objects.create(
            draft=locked,
            number=newest.number + 1 if newest else 1,
            values=values,
            published_by=by,
            why=why,
        )
