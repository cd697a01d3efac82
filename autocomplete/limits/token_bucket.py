"""The arithmetic of a rate limit: a bucket that fills steadily and is emptied by use."""

from __future__ import annotations

from typing import NamedTuple


class Use(NamedTuple):
    """One use of a bucket that holds ``capacity`` and regains ``rate`` a second."""

    name: str
    rate: float
    capacity: float


class TokenBucket:
    """Allows ``rate`` uses per second on average and ``capacity`` at once; starts full.

    Times are seconds of any clock that does not run backwards.
    """

    def __init__(self, rate: float, capacity: float, *, now: float) -> None:
        self._rate = rate
        self._capacity = capacity
        self._level = capacity
        self._filled_at = now

    def wait(self, now: float) -> float:
        """Return the seconds until one use is there, 0 if it is there already; use none."""
        self._level = min(self._capacity, self._level + (now - self._filled_at) * self._rate)
        self._filled_at = now
        return max(0.0, (1.0 - self._level) / self._rate)

    def take(self, now: float) -> float:
        """Use one and return 0, or use none and return the seconds until one is there."""
        wait = self.wait(now)
        if not wait:
            self._level -= 1.0
        return wait

    def full(self, now: float) -> bool:
        """Whether it is as good as a new one."""
        self.wait(now)
        return self._level >= self._capacity
