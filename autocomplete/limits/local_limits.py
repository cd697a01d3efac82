"""Keeps what sites use in the memory of this process."""

from __future__ import annotations

import time
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping

from autocomplete.limits.daily_budget import day_of, seconds_left
from autocomplete.limits.limit_store import BURST_SECONDS, Shortage
from autocomplete.limits.site_limits import Share
from autocomplete.limits.token_bucket import TokenBucket, Use

# Of about 300 bytes each. Whoever sends from more addresses than these still meets the site's own
# bucket, which is used at every input and so never the oldest.
MOST_BUCKETS = 100_000

Clock = Callable[[], float]


class Buckets:
    """Token buckets by name; those that are full again, and then the oldest, are forgotten."""

    def __init__(self, clock: Clock = time.monotonic, most: int = MOST_BUCKETS) -> None:
        self._clock = clock
        self._most = most
        self._buckets: OrderedDict[Use, TokenBucket] = OrderedDict()

    def __len__(self) -> int:
        return len(self._buckets)

    def take(self, *uses: Use) -> float:
        """Take one from each of these buckets, or from none.

        Returns 0, or the seconds until all of them have one.
        """
        now = self._clock()
        self._forget_oldest(now)
        buckets = [self._bucket(use, now) for use in uses]
        wait = max(bucket.wait(now) for bucket in buckets)
        if not wait:
            for bucket in buckets:
                bucket.take(now)
        return wait

    def clear(self) -> None:
        """Have all buckets full again."""
        self._buckets.clear()

    def _bucket(self, use: Use, now: float) -> TokenBucket:
        if use not in self._buckets:
            self._buckets[use] = TokenBucket(use.rate, use.capacity, now=now)
        self._buckets.move_to_end(use)
        return self._buckets[use]

    def _forget_oldest(self, now: float) -> None:
        # At most two are added at a time, so that three looks keep up.
        for _ in range(3):
            if not self._buckets:
                return
            oldest = next(iter(self._buckets))
            if len(self._buckets) <= self._most and not self._buckets[oldest].full(now):
                return
            del self._buckets[oldest]


def inputs(name: str, per_second: float) -> Use:
    """One input of those that come at so many a second, more of them at once after a pause."""
    return Use(name, per_second, per_second * BURST_SECONDS)


class LocalLimits:
    """A LimitStore for one process; ``wall_clock`` tells the day, in seconds since 1970."""

    def __init__(self, clock: Clock = time.monotonic, wall_clock: Clock = time.time) -> None:
        self._wall_clock = wall_clock
        self._buckets = Buckets(clock)
        # By themselves: typing from many addresses makes no room for more attempts.
        self._attempts = Buckets(clock)
        self._day = 0
        self._spent: Counter[int] = Counter()
        self._sockets: dict[str, Share] = {}
        self._counts: Counter[tuple[int, str | None]] = Counter()

    async def take_input(self, share: Share) -> Shortage | None:
        now = self._wall_clock()
        if self._spent_today()[share.site] >= share.limits.tokens_per_day:
            return Shortage("quota_exhausted", seconds_left(now))
        wait = self._buckets.take(
            inputs(f"{share.site}", share.limits.inputs_per_second),
            inputs(f"{share.site} {share.client}", share.limits.client_inputs_per_second),
        )
        return Shortage("rate_limited", wait) if wait else None

    async def take_attempt(self, narrow: Use, wide: Use) -> float:
        return self._attempts.take(narrow, wide)

    async def take_socket(self, socket: str, share: Share) -> bool:
        limits = share.limits
        if (
            self._counts[share.site, None] >= limits.sockets
            or self._counts[share.site, share.client] >= limits.client_sockets
        ):
            return False
        self.count_socket(socket, share)
        return True

    def count_socket(self, socket: str, share: Share) -> None:
        """Count a socket that another store has let in."""
        self._sockets[socket] = share
        self._counts.update([(share.site, None), (share.site, share.client)])

    def release_socket(self, socket: str) -> None:
        share = self._sockets.pop(socket, None)
        if share is None:
            return
        for key in ((share.site, None), (share.site, share.client)):
            self._counts[key] -= 1
            if not self._counts[key]:
                del self._counts[key]

    @property
    def sockets(self) -> Mapping[str, Share]:
        """The sockets that are counted, by name."""
        return self._sockets

    def spend(self, site: int, tokens: int) -> None:
        self._spent_today()[site] += tokens

    def note_spent(self, site: int, tokens: int) -> None:
        """Take over what another store knows to be spent today."""
        self._spent_today()[site] = tokens

    async def aclose(self) -> None:
        return

    def _spent_today(self) -> Counter[int]:
        day = day_of(self._wall_clock())
        if day != self._day:
            self._day = day
            self._spent.clear()
        return self._spent
