"""Whose request goes to a model next, where more people type than it can answer at once."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Literal

from autocomplete.language_model.errors import ModelBusy

# How long a model's work for somebody is remembered, as an average that fades.
MEMORY_SECONDS = 1.0
# Somebody who had more than so many times what the others had on average waits for them.
MOST_OF_MEAN = 2.0
# A request that is ended is worked on until the server's batch is read, which nobody sees.
ENDED_SECONDS = 0.1
# Whoever had less than this part of a second is not at it any more.
LEAST_SHARE = 0.005
# Between two words people pause about a second, in which they are still at it.
AT_IT_SECONDS = 2.0
# A refinement lets first lists pass for so long, or a crowd would keep it back for good.
PATIENT_SECONDS = 0.3
# So many wait in half a second on the embedded model with one core. More would wait too long to
# be of use to anybody.
MOST_WAITING = 128
BUSY_RETRY_MS = 500

Pressure = Literal["none", "some", "high"]


class Place:
    """One person's place among those who ask a model: what they had lately, and since when.

    One request at a time; ``refining`` tells whether it is for somebody who has a list meanwhile,
    and may change while it waits.
    """

    __slots__ = ("_at", "_share", "refining", "served_since", "since")

    def __init__(self) -> None:
        self.refining = False
        self._share = 0.0
        self._at = -math.inf
        # When the oldest request that was not served yet came; a newer one takes its place.
        self.since: float | None = None
        # What ``since`` was for the request that was let in last.
        self.served_since: float | None = None

    @property
    def served_at(self) -> float:
        """When a request of this person's last ended."""
        return self._at

    def share(self, now: float) -> float:
        """The part of the last second or so in which the model worked for this person."""
        return self._share * math.exp((self._at - now) / MEMORY_SECONDS)

    def used(self, seconds: float, now: float) -> None:
        """Add work that has just ended."""
        added = 1 - math.exp(-seconds / MEMORY_SECONDS)
        self._share = self.share(now - seconds) * math.exp(-seconds / MEMORY_SECONDS) + added
        self._at = now


class Turns:
    """Lets ``at_once`` requests to a model at a time, and people one after the other.

    Those who have nothing to look at yet pass those whose list is refined. Of both, who has
    waited longest is next, whatever of their requests it was that they began with: a newer one
    takes the older one's place. Somebody for whom the model worked far more than for the others
    comes behind them, and not before that has evened out.
    """

    def __init__(self, at_once: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._at_once = at_once
        self._clock = clock
        self._asking: set[Place] = set()
        self._waiting: dict[Place, asyncio.Future[None]] = {}
        self._recent: set[Place] = set()
        self._timer: asyncio.TimerHandle | None = None
        self.dropped = 0

    @property
    def waiting(self) -> int:
        """How many requests wait for a turn."""
        return len(self._waiting)

    @property
    def pressure(self) -> Pressure:
        """``some`` where others take all the model's turns, ``high`` where twice as many wait.

        A refinement that begins while the model is full has somebody's first list wait for it, also
        where nobody waits at that moment. docs/load.md has what that gives ten people.
        """
        waiting = len(self._waiting)
        if waiting + len(self._asking) < self._at_once:
            return "none"
        return "some" if waiting < 2 * self._at_once else "high"

    def shared(self, place: Place) -> bool:
        """Whether anybody else waits or asks, or asked within the last two seconds.

        A model that is idle at this moment is not the asker's own: a long prompt that begins on it
        takes a second to read, and the others' next words come within that.
        """
        if len(self._asking | self._waiting.keys() | {place}) > 1:
            return True
        since = self._clock() - AT_IT_SECONDS
        return any(one.served_at > since for one in self._recent if one is not place)

    def leave(self, place: Place) -> None:
        """Forget somebody who is gone, so that nobody makes room for them."""
        self._recent.discard(place)
        self._let_in()

    @asynccontextmanager
    async def turn(self, place: Place) -> AsyncIterator[None]:
        """Wait for a turn; it ends with the block. Raises ModelBusy where too many wait."""
        await self._begin(place)
        began = self._clock()
        whole = False
        try:
            yield
            whole = True
        finally:
            now = self._clock()
            self._asking.discard(place)
            place.used(now - began + (0.0 if whole else ENDED_SECONDS), now)
            self._recent.add(place)
            self._let_in()

    async def _begin(self, place: Place) -> None:
        waiting = asyncio.get_running_loop().create_future()
        if place.since is None:
            place.since = self._clock()
        self._waiting[place] = waiting
        self._let_in()
        self._drop_oldest()
        try:
            await waiting
        except asyncio.CancelledError:
            # Let in and ended at the same moment.
            self._asking.discard(place)
            raise
        finally:
            if self._waiting.get(place) is waiting:
                del self._waiting[place]
            self._let_in()
        place.served_since, place.since = place.since, None

    def _let_in(self) -> None:
        """Let in whoever is next while there is room, and look again when somebody may be."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        while self._waiting and len(self._asking) < self._at_once:
            now = self._clock()
            most = self._most(now)
            due = [place for place in self._waiting if place.share(now) <= most]
            if not due:
                # Those who had most wait until what they had has faded.
                least = min(place.share(now) for place in self._waiting)
                seconds = MEMORY_SECONDS * math.log(least / most) + 0.001
                self._timer = asyncio.get_running_loop().call_later(seconds, self._let_in)
                return
            place = min(due, key=lambda one: self._precedence(one, now))
            self._asking.add(place)
            waiting = self._waiting.pop(place)
            if not waiting.done():
                waiting.set_result(None)

    @staticmethod
    def _precedence(place: Place, now: float) -> tuple[bool, float]:
        since = place.since or 0.0
        return place.refining and now - since < PATIENT_SECONDS, since

    def _most(self, now: float) -> float:
        """What somebody may have had lately and still be next; infinite if nobody else types."""
        self._recent = {place for place in self._recent if place.served_at > now - AT_IT_SECONDS}
        at_it = {place for place in self._recent if place.share(now) > LEAST_SHARE}
        others = at_it | self._waiting.keys() | self._asking
        if len(others) < 2:
            return math.inf
        shares = sorted(place.share(now) for place in others)
        # Without the one who had most: among two, that one would never be above twice the mean.
        mean = sum(shares[:-1]) / (len(shares) - 1)
        return max(MOST_OF_MEAN * mean, self._at_once / len(others))

    def _drop_oldest(self) -> None:
        if len(self._waiting) <= MOST_WAITING:
            return
        place = min(self._waiting, key=lambda one: one.since or 0.0)
        self.dropped += 1
        place.since = None
        self._waiting.pop(place).set_exception(
            ModelBusy("More people type than the model can answer.", retry_after_ms=BUSY_RETRY_MS)
        )
