"""Reads the counts of a selection from the database."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

import msgspec
from django.db.models import TextField
from django.db.models.functions import Cast

from autocomplete.events.figures import Figures
from autocomplete.events.selection import Selection
from autocomplete.models.event_counts import EventCounts, Period

Key = TypeVar("Key", bound=Hashable)

_decode = msgspec.json.Decoder(dict[str, int]).decode


@dataclass(frozen=True, slots=True)
class Row:
    """What happened in one hour or day on one site, with one profile and one model."""

    begins: datetime
    site: int
    profile: str
    model: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Choices:
    """What there is to choose from: all that anything was ever counted for."""

    sites: tuple[int, ...]
    profiles: tuple[str, ...]
    models: tuple[str, ...]


def read(selection: Selection) -> list[Row]:
    """The rows of a selection, in one query."""
    found = EventCounts.objects.filter(
        period=selection.period, begins__gte=selection.begin, begins__lt=selection.end
    )
    for name in ("site", "profile", "model"):
        value = getattr(selection, name)
        if value is not None:
            found = found.filter(**{name: value})
    # Decoded here: of thousands of rows, Django's own decoding takes the most time of all.
    values = found.annotate(json=Cast("counts", TextField())).values_list(
        "begins", "site", "profile", "model", "json"
    )
    return [
        Row(begins, site, profile, model, _decode(json))
        for begins, site, profile, model, json in values.iterator()
    ]


def choices() -> Choices:
    """Every hour has its day, and there are fewer of these."""
    found = EventCounts.objects.filter(period=Period.DAY)
    known = set(found.values_list("site", "profile", "model").distinct())
    return Choices(
        tuple(sorted({site for site, _, _ in known})),
        tuple(sorted({profile for _, profile, _ in known})),
        tuple(sorted({model for _, _, model in known if model})),
    )


def grouped(rows: Sequence[Row], key: Callable[[Row], Key]) -> dict[Key, Figures]:
    """The figures of the rows with equal keys."""
    counts: defaultdict[Key, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for row in rows:
        _add(counts[key(row)], row.counts)
    return {group: Figures(found) for group, found in counts.items()}


def added_up(groups: Iterable[Figures]) -> Figures:
    """The figures of all groups together."""
    total: defaultdict[str, int] = defaultdict(int)
    for group in groups:
        _add(total, group.counts)
    return Figures(total)


def _add(total: defaultdict[str, int], counts: Mapping[str, int]) -> None:
    for name, amount in counts.items():
        total[name] += amount
