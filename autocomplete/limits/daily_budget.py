"""The arithmetic of a daily budget: which day it is, and how long it still lasts."""

from __future__ import annotations

SECONDS_A_DAY = 86_400


def day_of(now: float) -> int:
    """The day in UTC, counted from 1970, of a time in seconds since then."""
    return int(now // SECONDS_A_DAY)


def seconds_left(now: float) -> float:
    """How long the day in UTC still lasts: more than 0 and at most a day."""
    return SECONDS_A_DAY - now % SECONDS_A_DAY
