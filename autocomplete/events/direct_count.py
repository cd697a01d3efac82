"""Counts a selection's events one by one in the database, to check the kept counts against."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from autocomplete.events.outcomes import Outcome
from autocomplete.events.selection import Selection
from autocomplete.models.event import Event, EventKind


def direct_count(selection: Selection) -> Counter[str]:
    """What events/counting.py would count, but for latencies and stated probabilities.

    Takes seconds for a million events.
    """
    events = _events(selection)
    found: Counter[str] = Counter()
    answers = events.filter(kind=EventKind.ANSWER)
    found["answered"] = answers.count()
    found["shown"] = answers.filter(amount__gt=0).count()
    found["escalated"] = answers.filter(escalated=True).count()
    found["nothing"] = answers.filter(amount=0, reason="").count()
    _by_reason(found, "gate", answers.filter(amount=0).exclude(reason=""), Count("pk"))
    _by_reason(found, "dismiss", events.filter(kind=EventKind.DISMISS), Count("pk"))
    _by_reason(found, "error", events.filter(kind=EventKind.ERROR), Sum("amount"))
    accepts = events.filter(kind=EventKind.ACCEPT)
    found["accepted"] = accepts.count()
    found["characters"] = _sum(accepts)
    found["saved"] = found["characters"] - found["accepted"]
    found["tokens"] = _sum(events.filter(kind=EventKind.TOKENS))
    found["lost"] = _sum(events.filter(kind=EventKind.LOST))
    outcomes = events.filter(kind=EventKind.OUTCOME).values_list("outcomes", flat=True)
    for pairs in outcomes.iterator():
        found["outcomes"] += len(pairs)
        found["came true"] += sum(outcome != Outcome.NOT_TRUE for _, outcome in pairs)
    return +found


def kept_count(counts: dict[str, int]) -> Counter[str]:
    """The same of counts that were kept, named as above."""
    found: Counter[str] = Counter()
    for name, amount in counts.items():
        group, _, _ = name.partition(".")
        if group in {"gate", "dismiss", "error"} or group == name:
            found[name] += amount
        elif group == "outcomes":
            found["outcomes"] += amount
        elif group in {"typed", "taken"}:
            found["came true"] += amount
    return +found


def exact_percentile(selection: Selection, share: float) -> float | None:
    """The latency in ms of final lists that a share (0 to 1) stays below, from all of them."""
    latencies = (
        _events(selection)
        .filter(kind=EventKind.ANSWER, final_ms__isnull=False)
        .order_by(F("final_ms"))
        .values_list("final_ms", flat=True)
    )
    number = latencies.count()
    return latencies[min(number - 1, int(share * number))] if number else None


def _events(selection: Selection) -> QuerySet[Event]:
    wanted = Q(at__gte=selection.begin, at__lt=selection.end)
    for name in ("site", "profile", "model"):
        value = getattr(selection, name)
        if value is not None:
            wanted &= Q(**{name: value})
    return Event.objects.filter(wanted)


def _by_reason(found: Counter[str], group: str, events: QuerySet[Event], amount: Any) -> None:
    for reason, number in events.values_list("reason").annotate(number=amount).order_by():
        found[f"{group}.{reason}"] = number


def _sum(events: QuerySet[Event]) -> int:
    return events.aggregate(total=Sum("amount"))["total"] or 0
