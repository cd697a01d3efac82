"""Deletes what has been kept long enough: typed texts, events, and counts by the hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models

from autocomplete.models import AcceptedText, Event, EventCounts, Period, Site

EVENT_DAYS = 30
HOUR_DAYS = 365
# Each deletion holds SQLite's write lock for some 50 ms, between which others write.
ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows were deleted."""

    texts: int
    events: int
    hours: int


def forget(now: datetime, *, event_days: int = EVENT_DAYS, hour_days: int = HOUR_DAYS) -> Forgotten:
    """Delete texts past their site's days, and those of sites that keep none any more; events and
    counts by the hour past these days.

    Every event is in the counts of its hour and its day since it was stored, and days are kept.
    """
    return Forgotten(
        texts=sum(
            _delete(AcceptedText.objects.filter(site=site, **_past(site, now)))
            for site in Site.objects.all()
        ),
        events=_delete(Event.objects.filter(at__lt=now - timedelta(days=event_days))),
        hours=_delete(
            EventCounts.objects.filter(
                period=Period.HOUR, begins__lt=now - timedelta(days=hour_days)
            )
        ),
    )


def _past(site: Site, now: datetime) -> dict[str, Any]:
    return {"at__lt": now - timedelta(days=site.text_days)} if site.keep_texts else {}


def _delete(rows: models.QuerySet[Any]) -> int:
    deleted = 0
    while found := list(rows.order_by("pk").values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        count, _ = rows.model._default_manager.filter(pk__in=found).delete()
        deleted += count
    return deleted
