"""The profiles that a bench can compare with, and the sites whose moderation it can apply."""

from __future__ import annotations

from dataclasses import dataclass

from autocomplete.judging.moderation import NO_RULES, Rules
from autocomplete.models import Moderation, ProfileDraft, ProfileVersion
from autocomplete.ranking.profile import PROFILES, Profile


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


def profile_choices() -> dict[str, list[Choice]]:
    """The profiles to compare with, by kind."""
    versions = ProfileVersion.objects.select_related("draft")
    return {
        "Drafts, as they are saved": [
            Choice(f"draft:{draft.pk}", str(draft)) for draft in ProfileDraft.objects.all()
        ],
        "Published": [Choice(f"version:{version.pk}", str(version)) for version in versions],
        "Built in": [Choice(f"built-in:{slug}", slug) for slug in PROFILES],
    }


def rules_choices() -> list[Choice]:
    """The sites that hold something back."""
    kept = Moderation.objects.select_related("site")
    return [Choice(str(moderation.pk), str(moderation.site)) for moderation in kept]


def compared(value: str) -> Compared:
    """The profile of a choice, read from the database. Raises NoSuchChoice."""
    kind, _, name = value.partition(":")
    if kind == "built-in" and name in PROFILES:
        return Compared(f"{name}, built in", PROFILES[name])
    if kind in {"draft", "version"} and _is_number(name):
        row = _draft(int(name)) if kind == "draft" else _version(int(name))
        if row is not None:
            try:
                saved = ", as saved" if kind == "draft" else ""
                return Compared(f"{row}{saved}", row.profile)
            except ValueError as error:
                raise NoSuchChoice(f"{row} cannot be used: {error}") from error
    raise NoSuchChoice("This profile is not there any more: choose another one.")


def rules(value: str) -> Rules:
    """What the site of a choice holds back. Raises NoSuchChoice."""
    if not value:
        return NO_RULES
    kept = Moderation.objects.filter(pk=int(value)).first() if _is_number(value) else None
    if kept is None:
        raise NoSuchChoice("This site's moderation is not there any more: choose another one.")
    return kept.rules


def _draft(number: int) -> ProfileDraft | None:
    return ProfileDraft.objects.filter(pk=number).first()


def _version(number: int) -> ProfileVersion | None:
    return ProfileVersion.objects.select_related("draft").filter(pk=number).first()


def _is_number(text: str) -> bool:
    """Whether a database can look it up."""
    return text.isdecimal() and len(text) < 16
