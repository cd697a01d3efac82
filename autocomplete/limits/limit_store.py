"""What all sockets and requests of a site have used so far: the interface of its keepers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from autocomplete.limits.site_limits import Share
from autocomplete.limits.token_bucket import Use

# How many inputs may come at once after a pause, in seconds' worth of the rate.
BURST_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Shortage:
    """What has run out, and in how many seconds there will be more."""

    code: Literal["rate_limited", "quota_exhausted"]
    wait_seconds: float


class LimitStore(Protocol):
    """Counts what sites and clients use. No method raises for a store that is out of reach."""

    async def take_input(self, share: Share) -> Shortage | None:
        """Use one input of the site's and the client's rates, or none of either and say why."""
        ...

    async def take_attempt(self, narrow: Use, wide: Use) -> float:
        """Use one of both, or none of either and return the seconds until both have one.

        For what belongs to no site, such as signing in.
        """
        ...

    async def take_socket(self, socket: str, share: Share) -> bool:
        """Count the socket, named uniquely, or tell that the site or the client has too many."""
        ...

    def release_socket(self, socket: str) -> None:
        """Count the socket no longer; one that was not counted is none the worse."""
        ...

    def spend(self, site: int, tokens: int) -> None:
        """Charge the site's budget of the day."""
        ...

    async def aclose(self) -> None:
        """Hand over what is not yet counted and end."""
        ...
