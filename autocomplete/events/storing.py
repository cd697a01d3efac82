"""Puts a batch of events, and what they add up to, into the database in one transaction."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from autocomplete.events.counting import counted
from autocomplete.events.recorded import Recorded
from autocomplete.models.accepted_text import AcceptedText
from autocomplete.models.event import Event, EventKind
from autocomplete.models.event_counts import EventCounts, Period
from autocomplete.models.site import Site

# Period, beginning, site, profile and model of a row of counts.
_Key = tuple[str, datetime, int, str, str]
_NAMES = ("period", "begins", "site", "profile", "model")


def store(batch: Sequence[Recorded]) -> None:
    """Store all or nothing; a report that is stored already changes nothing.

    Raises django.db.DatabaseError.
    """
    with transaction.atomic():
        fresh = _not_stored_yet(batch)
        _attribute(each.event for each in fresh)
        Event.objects.bulk_create(each.event for each in fresh)
        _add_up([each.event for each in fresh])
        _keep_texts(fresh)


def beginning(period: str, at: datetime) -> datetime:
    """When the hour or the day of ``at``, in UTC, began."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    return hour if period == Period.HOUR else hour.replace(hour=0)


def _not_stored_yet(batch: Sequence[Recorded]) -> list[Recorded]:
    """Those of ``batch`` that no client has reported before, here or to another process."""
    reports = {(e.event.session, e.event.number) for e in batch if e.event.number is not None}
    if not reports:
        return list(batch)
    known = set(
        Event.objects.filter(
            session__in={session for session, _ in reports},
            number__in={number for _, number in reports},
        ).values_list("session", "number")
    )
    fresh = []
    for each in batch:
        name = (each.event.session, each.event.number)
        if each.event.number is not None:
            if name in known:
                continue
            known.add(name)
        fresh.append(each)
    return fresh


def _attribute(events: Iterable[Event]) -> None:
    """Find profile and model of reports that were first sent to a process that is gone."""
    unknown = [event for event in events if event.number is not None and not event.model]
    if not unknown:
        return
    lists = Q()
    for event in unknown:
        lists |= Q(session=event.session, input=event.input, site=event.site)
    answers = {
        (answer.session, answer.input, answer.site): answer
        for answer in Event.objects.filter(lists, kind=EventKind.ANSWER)
    }
    for event in unknown:
        answer = answers.get((event.session, event.input, event.site))
        if answer is not None:
            event.profile, event.model = answer.profile, answer.model


def _add_up(events: Sequence[Event]) -> None:
    added: defaultdict[_Key, Counter[str]] = defaultdict(Counter)
    for event in events:
        for name, amount in counted(event):
            for period in Period.values:
                begins = beginning(period, event.at)
                added[period, begins, event.site, event.profile, event.model][name] += amount
    # Every process takes the rows in this order, so that none waits for one that waits for it.
    keys = sorted(added)
    EventCounts.objects.bulk_create([_row(key) for key in keys], ignore_conflicts=True)
    known = {
        (row.period, row.begins, row.site, row.profile, row.model): row.counts
        for row in EventCounts.objects.select_for_update()
        .filter(
            begins__in={key[1] for key in keys},
            site__in={key[2] for key in keys},
            profile__in={key[3] for key in keys},
            model__in={key[4] for key in keys},
        )
        .order_by(*_NAMES)
    }
    EventCounts.objects.bulk_create(
        [_row(key, Counter(known[key]) + added[key]) for key in keys],
        update_conflicts=True,
        unique_fields=_NAMES,
        update_fields=["counts"],
    )


def _row(key: _Key, counts: dict[str, int] | None = None) -> EventCounts:
    return EventCounts(counts=counts or {}, **dict(zip(_NAMES, key, strict=True)))


def _keep_texts(stored: Sequence[Recorded]) -> None:
    with_text = [each for each in stored if each.text is not None]
    if not with_text:
        return
    # Asked now: a socket may be older than the moment at which somebody switched it off.
    keeping = set(
        Site.objects.filter(
            pk__in={each.event.site for each in with_text}, keep_texts=True
        ).values_list("pk", flat=True)
    )
    AcceptedText.objects.bulk_create(
        AcceptedText(
            site_id=each.event.site,
            at=each.event.at,
            profile=each.event.profile,
            # PostgreSQL keeps no NUL.
            typed=each.text.typed.replace("\0", ""),
            taken=each.text.taken.replace("\0", ""),
        )
        for each in with_text
        if each.text is not None and each.event.site in keeping
    )
