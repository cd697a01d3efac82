"""The arithmetic of a rate limit: a bucket that fills steadily and is emptied by use."""

from __future__ import annotations


class TokenBucket:
    """Allows ``rate`` uses per second on average and ``capacity`` at once; starts full.

    Times are seconds of any clock that does not run backwards.
    """

    def __init__(self, rate: float, capacity: float, *, now: float) -> None:
        self._rate = rate
        self._capacity = capacity
        self._level = capacity
        self._filled_at = now

    def take(self, now: float) -> float:
        """Use one and return 0, or use none and return the seconds until one is there."""
        self._level = min(self._capacity, self._level + (now - self._filled_at) * self._rate)
        self._filled_at = now
        if self._level >= 1.0:
            self._level -= 1.0
            return 0.0
        return (1.0 - self._level) / self._rate
