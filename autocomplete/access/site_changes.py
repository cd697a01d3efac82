"""Closes the sockets that a site must not keep, as soon as any process has changed the site."""

from __future__ import annotations

from autocomplete.access.open_sockets import open_sockets
from autocomplete.access.site_directory import directory
from autocomplete.publishing.announcements import Announcements


async def _examine(site: int | None) -> None:
    """Check the open sockets of one site, or of all: one query a site, however many it has."""
    directory.forget()
    sites = set(open_sockets.sites())
    for id in sites if site is None else sites.intersection({site}):
        open_sockets.examine(id, await directory.of_id(id))


site_changes = Announcements("sites", _examine)
