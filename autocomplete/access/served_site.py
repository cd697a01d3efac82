"""A site as sockets and requests need to know it, read from the database now and then."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from autocomplete.access.origin import Origin
from autocomplete.judging.categories import Scheme
from autocomplete.judging.moderation import NO_RULES, Rules
from autocomplete.limits.site_limits import SiteLimits
from autocomplete.ranking.profile import DEFAULT_PROFILE


@dataclass(frozen=True, slots=True)
class ServedSite:
    """An active site: its number, the profile of those who name none, and who may ask.

    ``keys`` are those that are not revoked. ``moderation`` is what is never suggested; ``scheme``
    is what texts are classified by, or None. ``keeps_texts`` tells whether accepted texts are
    stored.
    """

    id: int
    profile: str
    keys: frozenset[str]
    origins: frozenset[Origin]
    tokens_required: bool
    signing_secret: str
    limits: SiteLimits
    moderation: Rules = NO_RULES
    scheme: Scheme | None = None
    keeps_texts: bool = False


def own_site() -> ServedSite:
    """The built-in site of the server's own pages, which needs no row, key or token."""
    return ServedSite(
        id=0,
        profile=DEFAULT_PROFILE.slug,
        keys=frozenset(),
        origins=frozenset(),
        tokens_required=False,
        signing_secret="",
        limits=settings.SITE_LIMITS,
    )
