"""The profiles that a bench can compare with, and the sites that it can type as on."""

from __future__ import annotations

from dataclasses import dataclass

from autocomplete.judging.moderation import NO_RULES, Rules
from autocomplete.models import Moderation, Site
from autocomplete.phrases.phrases_in_use import OWN_SITE
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
    """A profile by the name it has in the list; ``slug`` is what sites and phrases know it by."""

    name: str
    profile: Profile
    slug: str


@dataclass(frozen=True, slots=True)
class AsOn:
    """A site's number, by which its phrases are found, and what it holds back."""

    site: int = OWN_SITE
    rules: Rules = NO_RULES


class NoSuchChoice(ValueError):
    """What was chosen is not there any more, or cannot be used; the message says what to do."""


def profile_choices() -> list[Choice]:
    """The profiles to compare with: built in, drafted and published."""
    return [Choice(named.name, named.label) for named in named_profiles()]


def site_choices() -> list[Choice]:
    """The sites whose moderation and phrases can be applied."""
    return [Choice(str(site.pk), str(site)) for site in Site.objects.all()]


def compared(value: str) -> Compared:
    """The profile of a choice, read from the database. Raises NoSuchChoice."""
    for named in named_profiles():
        if named.name == value:
            try:
                slug, _, _ = named.name.partition("@")
                return Compared(named.label, profile_of(named.name, named.values), slug)
            except ValueError as error:
                raise NoSuchChoice(f"{named.label} cannot be used: {error}") from error
    raise NoSuchChoice("This profile is not there any more: choose another one.")


def as_on(value: str) -> AsOn:
    """The site of a choice, or the server's own. Raises NoSuchChoice."""
    if not value:
        return AsOn()
    # More digits are no number that a database can look up.
    known = value.isdecimal() and len(value) < 16
    site = Site.objects.filter(pk=int(value)).first() if known else None
    if site is None:
        raise NoSuchChoice("This site is not there any more: choose another one.")
    moderation = Moderation.objects.filter(site=site).first()
    return AsOn(site.pk, moderation.rules if moderation else NO_RULES)
