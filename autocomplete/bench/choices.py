"""The profiles that a bench can compare with, and the sites whose moderation it can apply."""

from __future__ import annotations

from dataclasses import dataclass

from autocomplete.judging.moderation import NO_RULES, Rules
from autocomplete.models import Moderation
from autocomplete.publishing.named_profiles import named_profiles
from autocomplete.publishing.profile_values import profile_of
from autocomplete.ranking.profile import Profile


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a list to choose from: the value that a frame names it by, and its name."""

    value: str
    name: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A profile by the name it has in the list."""

    name: str
    profile: Profile


class NoSuchChoice(ValueError):
    """What was chosen is not there any more, or cannot be used; the message says what to do."""


def profile_choices() -> list[Choice]:
    """The profiles to compare with: built in, drafted and published."""
    return [Choice(named.name, named.label) for named in named_profiles()]


def rules_choices() -> list[Choice]:
    """The sites that hold something back."""
    kept = Moderation.objects.select_related("site")
    return [Choice(str(moderation.pk), str(moderation.site)) for moderation in kept]


def compared(value: str) -> Compared:
    """The profile of a choice, read from the database. Raises NoSuchChoice."""
    for named in named_profiles():
        if named.name == value:
            try:
                return Compared(named.label, profile_of(named.name, named.values))
            except ValueError as error:
                raise NoSuchChoice(f"{named.label} cannot be used: {error}") from error
    raise NoSuchChoice("This profile is not there any more: choose another one.")


def rules(value: str) -> Rules:
    """What the site of a choice holds back. Raises NoSuchChoice."""
    if not value:
        return NO_RULES
    # More digits are no number that a database can look up.
    known = value.isdecimal() and len(value) < 16
    kept = Moderation.objects.filter(pk=int(value)).first() if known else None
    if kept is None:
        raise NoSuchChoice("This site's moderation is not there any more: choose another one.")
    return kept.rules
