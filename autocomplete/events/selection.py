"""Which part of the counts is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from autocomplete.models.event_counts import Period

STEP = {Period.HOUR.value: timedelta(hours=1), Period.DAY.value: timedelta(days=1)}
# As many as a plot has room for.
MOST_DAYS = {Period.HOUR.value: 14, Period.DAY.value: 731}


@dataclass(frozen=True, slots=True)
class Selection:
    """Whole days in UTC, both included, in steps of a ``period``; None stands for all."""

    since: date
    until: date
    period: str = Period.DAY.value
    site: int | None = None
    profile: str | None = None
    model: str | None = None

    @property
    def begin(self) -> datetime:
        return datetime.combine(self.since, datetime.min.time(), UTC)

    @property
    def end(self) -> datetime:
        """The first moment that no longer belongs to it."""
        return datetime.combine(self.until, datetime.min.time(), UTC) + timedelta(days=1)

    def steps(self) -> Iterator[datetime]:
        """The beginnings of all its hours or days, also of those in which nothing happened."""
        moment = self.begin
        while moment < self.end:
            yield moment
            moment += STEP[self.period]
