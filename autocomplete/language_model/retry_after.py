"""The ``Retry-After`` header: when a busy server wants to be asked again (RFC 9110, 10.2.3)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

# Longer than any quota's window that a site would wait for; a wrong clock must not end it for days.
LONGEST_MS = 3_600_000


def retry_after_ms(header: str, now: datetime) -> int | None:
    """Read a number of seconds or an HTTP date; None where it is neither.

    From 0, also for a date that has passed, to LONGEST_MS. ``now`` needs a time zone.
    """
    header = header.strip()
    if header.isascii() and header.isdigit():
        # More digits than these are beyond the longest pause anyway.
        return min(int(header[:10]) * 1000, LONGEST_MS)
    try:
        then = parsedate_to_datetime(header)
    except ValueError:
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return min(max(0, round((then - now).total_seconds() * 1000)), LONGEST_MS)
