"""Which profiles need a model: those whose draft or version in use is routed to it."""

from __future__ import annotations

from itertools import chain

from autocomplete.models import ProfileDraft, ProfileVersion


def profiles_routed_to(model: str) -> list[str]:
    """The slugs of the profiles that name this model in their routes."""
    drafts = ((draft.slug, draft.values) for draft in ProfileDraft.objects.all())
    versions = ((version.draft.slug, version.values) for version in ProfileVersion.in_use())
    return sorted(
        {slug for slug, values in chain(drafts, versions) if model in values.get("route", ())}
    )
