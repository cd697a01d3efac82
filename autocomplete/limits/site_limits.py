"""What one site and one of its clients may use, however many sockets they open."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SiteLimits:
    """The bounds of a site; every number is at least 1.

    A client is an address (of IPv6 the network, /64), or the user whom a signed token names.
    ``tokens_per_day`` counts tokens the model evaluated for the site since midnight in UTC.
    """

    inputs_per_second: int
    client_inputs_per_second: int
    sockets: int
    client_sockets: int
    tokens_per_day: int


@dataclass(frozen=True, slots=True)
class Share:
    """Who uses what: a site's number (0 is the built-in one), its client, and their limits."""

    site: int
    client: str
    limits: SiteLimits
