"""The ``--profile`` of commands that type with one profile."""

from __future__ import annotations

from argparse import ArgumentParser

from autocomplete.evaluation.variants import variant
from autocomplete.publishing.named_profiles import profiles_called
from autocomplete.ranking.profile import DEFAULT_PROFILE, Profile


def add_profile_option(parser: ArgumentParser, wanted: str) -> None:
    """Add the option; ``wanted`` says what the profile is for."""
    parser.add_argument(
        "--profile",
        default=DEFAULT_PROFILE.slug,
        metavar="SLUG[,NAME=VALUE…]",
        help=f"{wanted}, with changes to it, such as default,suggestions=3; beside the built-in"
        " default those of the admin: support is the version in use, support@3 the third,"
        " support@draft the draft",
    )


def profile_named(text: str) -> Profile:
    """The profile that somebody named, with the changes. Raises UnusableVariant."""
    slug = text.split(",")[0].strip()
    return variant(text, (), profiles_called([slug]))
