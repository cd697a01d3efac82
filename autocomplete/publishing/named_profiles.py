"""Profiles by the names that commands and reports call them: built-in, published and drafted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection

from autocomplete.models import ProfileDraft, ProfileVersion
from autocomplete.publishing.profile_values import Values, built_in_values, profile_of
from autocomplete.ranking.profile import DEFAULT_PROFILE, PROFILES, Profile


@dataclass(frozen=True, slots=True)
class NamedProfile:
    """``name`` is what commands take, ``label`` what people read."""

    name: str
    label: str
    values: Values = field(repr=False)


def named_profiles() -> list[NamedProfile]:
    """The built-in profile, then for each other its draft and its versions, the newest first.

    ``support`` is the version in use, ``support@3`` the third one, ``support@draft`` the draft.
    The name ``default`` is the built-in profile, whatever was published in its place.
    """
    found = [NamedProfile(DEFAULT_PROFILE.slug, "default (built in)", built_in_values())]
    for draft in ProfileDraft.objects.prefetch_related("versions"):
        slug = draft.slug
        found.append(
            NamedProfile(
                f"{slug}@draft",
                f"{slug} (draft of {draft.changed_at:%Y-%m-%d %H:%M})",
                draft.values,
            )
        )
        for at, version in enumerate(draft.versions.all()):
            use = ", in use" if at == 0 else ""
            label = f"{slug} version {version.number}{use}"
            found.append(NamedProfile(f"{slug}@{version.number}", label, version.values))
    return found


def profiles_called(names: Iterable[str]) -> dict[str, Profile]:
    """Every profile that may be named; the database is read where ``names`` are not all built in.

    Those that this release cannot use are left out, as are all of a database that has no tables.
    """
    if all(name in PROFILES for name in names) or not _has_tables():
        return dict(PROFILES)
    found: dict[str, Profile] = {}
    for version in ProfileVersion.in_use():
        _add(found, version.draft.slug, version.values)
    for named in named_profiles():
        _add(found, named.name, named.values)
    return found | PROFILES


def _add(found: dict[str, Profile], name: str, values: Values) -> None:
    try:
        found[name] = profile_of(name, values)
    except ValueError:
        return


def _has_tables() -> bool:
    return ProfileDraft._meta.db_table in connection.introspection.table_names()
