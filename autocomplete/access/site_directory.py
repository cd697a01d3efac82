"""Finds sites by their keys: off the event loop, and remembered for a second."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from django.db.models import Q

from autocomplete.access.origin import Origin, parse_origin
from autocomplete.access.served_site import ServedSite
from autocomplete.judging.categories import Scheme
from autocomplete.judging.moderation import NO_RULES, Rules
from autocomplete.models import AllowedOrigin, Classification, Moderation, Site
from autocomplete.publishing.reading import in_thread

REMEMBERED_SECONDS = 1.0
# Also unknown keys are remembered, which anybody can make up.
MOST_REMEMBERED = 10_000


class SiteDirectory:
    """What this process knows of sites; a change that it is told of counts at once."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._changes = 0
        self._remembered: OrderedDict[str, tuple[float, ServedSite | None]] = OrderedDict()

    async def of_key(self, key: str) -> ServedSite | None:
        """The active site with this key, or None if there is none or the key is revoked."""
        known = self._remembered.get(key)
        if known is not None and known[0] > self._clock():
            return known[1]
        changes = None
        while changes != self._changes:
            # What was read before a change came is read again, lest it be remembered.
            changes = self._changes
            site = await in_thread(lambda: _read(Q(keys__key=key, keys__revoked_at=None)))
        self._remember(key, site)
        return site

    async def of_id(self, id: int) -> ServedSite | None:
        """The active site as the database has it now."""
        return await in_thread(lambda: _read(Q(pk=id)))

    async def some_site_allows(self, origin: Origin) -> bool:
        """Whether any active site has this origin among its own."""
        return await in_thread(lambda: _allowed(str(origin)))

    def forget(self) -> None:
        """Some site has changed: remember none."""
        self._changes += 1
        self._remembered.clear()

    def _remember(self, key: str, site: ServedSite | None) -> None:
        self._remembered[key] = (self._clock() + REMEMBERED_SECONDS, site)
        self._remembered.move_to_end(key)
        if len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)


def _read(condition: Q) -> ServedSite | None:
    site = Site.objects.filter(condition, active=True).first()
    if site is None:
        return None
    keys = site.keys.filter(revoked_at=None).values_list("key", flat=True)
    named = site.origins.values_list("origin", flat=True)
    return ServedSite(
        id=site.pk,
        profile=site.profile,
        keys=frozenset(keys),
        origins=frozenset(origin for text in named if (origin := parse_origin(text))),
        tokens_required=site.tokens_required,
        signing_secret=site.signing_secret,
        limits=site.limits,
        moderation=_moderation(site),
        scheme=_scheme(site),
        keeps_texts=site.keep_texts,
    )


def _moderation(site: Site) -> Rules:
    kept = Moderation.objects.filter(site=site).first()
    return kept.rules if kept is not None else NO_RULES


def _scheme(site: Site) -> Scheme | None:
    kept = Classification.objects.filter(site=site).first()
    try:
        return kept.scheme if kept is not None else None
    except ValueError:
        # The admin says what is missing; until then the site classifies nothing.
        return None


def _allowed(origin: str) -> bool:
    return AllowedOrigin.objects.filter(origin=origin, site__active=True).exists()


directory = SiteDirectory()
