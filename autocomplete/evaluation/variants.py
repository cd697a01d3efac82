"""Profiles to measure, as they are named on the command line: a slug, and what to change in it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_type_hints

from autocomplete.ranking.profile import Profile


class UnusableVariant(Exception):
    """A profile or a change to one that cannot be used; the message says why."""


def variant(text: str, changes: Sequence[str], profiles: Mapping[str, Profile]) -> Profile:
    """Return the profile for ``slug,name=value,…``, with ``changes`` made first.

    A value that begins with @ is read from that file. The result's slug is the text itself, so
    that reports tell variants apart. Raises UnusableVariant.
    """
    slug, *own = _split(text)
    profile = profiles.get(slug)
    if profile is None:
        known = ", ".join(sorted(profiles))
        raise UnusableVariant(f"There is no profile {slug!r}: choose one of {known}.")
    for change in [*changes, *own]:
        profile = _changed(profile, change)
    return dataclasses.replace(profile, slug=text)


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]


def _changed(profile: Profile, change: str) -> Profile:
    name, equals, value = change.partition("=")
    hints = get_type_hints(Profile)
    names = [field.name for field in dataclasses.fields(Profile) if field.name != "slug"]
    if name not in names or not equals:
        raise UnusableVariant(
            f"{change!r} changes nothing in a profile: write name=value with one of"
            f" {', '.join(names)}."
        )
    changed: dict[str, Any] = {name: _value(name, hints[name], value)}
    try:
        return dataclasses.replace(profile, **changed)
    except ValueError as error:
        raise UnusableVariant(str(error)) from error


def _value(name: str, kind: Any, value: str) -> object:
    if value.startswith("@"):
        try:
            value = Path(value[1:]).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UnusableVariant(f"{name}: the file {value[1:]} cannot be read.") from error
    or_none = ""
    if isinstance(kind, UnionType):
        if value == "none":
            return None
        [kind] = [one for one in get_args(kind) if one is not NoneType]
        or_none = ", or none"
    if kind == tuple[str, ...]:
        return tuple(value.split("/")) if value else ()
    if choices := get_args(kind):
        if value in choices:
            return value
        raise UnusableVariant(f"{name} is {value!r}: choose one of {', '.join(choices)}.")
    try:
        if dataclasses.is_dataclass(kind) and isinstance(kind, type):
            return kind(*map(float, value.split("/")))
        return kind(value)
    except (TypeError, ValueError) as error:
        if dataclasses.is_dataclass(kind):
            parts = "/".join(field.name for field in dataclasses.fields(kind))
            raise UnusableVariant(
                f"{name} is {value!r}: write {parts} as numbers{or_none}."
            ) from error
        wanted = "a whole number" if kind is int else "a number"
        raise UnusableVariant(f"{name} is {value!r}: set it to {wanted}{or_none}.") from error
