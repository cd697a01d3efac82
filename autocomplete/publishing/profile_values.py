"""A profile as it is kept in a row: its fields as plain JSON, without the slug."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from autocomplete.ranking.profile import DEFAULT_PROFILE, Profile

Values = dict[str, Any]


def values_of(profile: Profile) -> Values:
    """All fields but the slug, which the row has in a column of its own."""
    values: Values = msgspec.json.decode(msgspec.json.encode(profile))
    del values["slug"]
    return values


def profile_of(slug: str, values: Mapping[str, Any]) -> Profile:
    """The profile that a row describes.

    A field that came into being after the row was written has its built-in value. Raises
    ValueError, with a sentence that says what to set, for values that make no profile.
    """
    try:
        return msgspec.convert({**values, "slug": slug}, Profile)
    except msgspec.ValidationError as error:
        raise ValueError(str(error)) from error


def built_in_values() -> Values:
    """What a new draft starts from."""
    return values_of(DEFAULT_PROFILE)


def differences(older: Values, newer: Values) -> list[tuple[str, object, object]]:
    """Name, older and newer value of each field that differs, in the profile's own order."""
    return [
        (name, older.get(name), newer.get(name))
        for name in {**built_in_values(), **older, **newer}
        if older.get(name) != newer.get(name)
    ]
