"""The open sockets of sites with keys, so that they can be closed when their site changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from autocomplete.access.admission import Credentials, examine
from autocomplete.access.refusal import Refused
from autocomplete.access.served_site import ServedSite


@dataclass(frozen=True, slots=True, eq=False)
class OpenSocket:
    """What a socket was opened with; ``close`` ends it with a close code."""

    credentials: Credentials
    close: Callable[[int], None]


class OpenSockets:
    """Knows the open sockets of this process by the number of their site."""

    def __init__(self) -> None:
        self._by_site: defaultdict[int, set[OpenSocket]] = defaultdict(set)

    @contextmanager
    def listed(
        self, site: int, credentials: Credentials, close: Callable[[int], None]
    ) -> Iterator[None]:
        """Know the socket for as long as the context lasts."""
        socket = OpenSocket(credentials, close)
        self._by_site[site].add(socket)
        try:
            yield
        finally:
            self._by_site[site].discard(socket)
            if not self._by_site[site]:
                del self._by_site[site]

    def sites(self) -> list[int]:
        """The sites that have sockets open."""
        return list(self._by_site)

    def examine(self, id: int, site: ServedSite | None) -> None:
        """Close the site's sockets that it, as it is now (None: not active), would not let in."""
        for socket in list(self._by_site.get(id, ())):
            try:
                examine(site, socket.credentials)
            except Refused as refused:
                socket.close(refused.refusal.code)


open_sockets = OpenSockets()
