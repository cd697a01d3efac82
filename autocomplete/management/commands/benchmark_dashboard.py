"""Measures the dashboard on many events in the database in use, and checks it by counting them."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from statistics import median
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone
from tqdm import tqdm

from autocomplete.admin.dashboard import figures_context
from autocomplete.admin.dashboard_form import DashboardForm
from autocomplete.events.direct_count import direct_count, exact_percentile, kept_count
from autocomplete.events.made_up import FIRST_SITE, PROFILES, SITES, made_up_events
from autocomplete.events.reading import added_up, grouped, read
from autocomplete.events.recorded import Recorded
from autocomplete.events.storing import store
from autocomplete.management.argument_types import whole
from autocomplete.models import Event, EventCounts, Period

AT_ONCE = 2_000
REPEATS = 21
DAYS = 90


class Command(BaseCommand):
    help = (
        "Store made-up events of made-up sites, show the dashboard of them again and again, and"
        " print the median times; count the events one by one and compare. At the end what was"
        " made up is deleted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--events", type=whole(1), default=1_000_000, metavar="N")
        parser.add_argument(
            "--keep", action="store_true", help="leave the made-up events, to look at the pages"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        today = timezone.now().date()
        if _made_up(EventCounts).exists():
            raise CommandError(
                "There are made-up events of an earlier run that was told to keep them, or ended"
                f" early: delete the rows of events and counts whose site is {FIRST_SITE} or more."
            )
        try:
            self._fill(options["events"], today)
            self._measure(today)
        finally:
            if not options["keep"]:
                # One statement each: no row of these refers to others.
                for model in (Event, EventCounts):
                    _made_up(model)._raw_delete("default")

    def _fill(self, count: int, today: date) -> None:
        end = datetime.combine(today, datetime.min.time(), UTC)
        events = made_up_events(count, end - timedelta(days=DAYS), end)
        started = time.perf_counter()
        with tqdm(total=count, unit=" events") as bar:
            while batch := [Recorded(event) for event in islice(events, AT_ONCE)]:
                store(batch)
                bar.update(len(batch))
        seconds = time.perf_counter() - started
        self.stdout.write(
            f"{connection.vendor}: {count} events of {DAYS} days stored in {seconds:.0f} s,"
            f" {count / seconds:.0f} a second"
        )

    def _measure(self, today: date) -> None:
        columns = f"{'median':>10}{'of CPU':>10}{'slowest':>10}"
        self.stdout.write(f"{'dashboard':34}{columns}   direct count")
        for name, query in _questions(today):
            form = DashboardForm(query, today)
            if not form.is_valid():
                raise CommandError(str(form.errors))
            times, busy = [], []
            for _ in range(REPEATS):
                started, worked = time.perf_counter(), time.process_time()
                _shown(DashboardForm(query, today))
                times.append(1000 * (time.perf_counter() - started))
                busy.append(1000 * (time.process_time() - worked))
            started = time.perf_counter()
            counted = direct_count(form.selection)
            seconds = time.perf_counter() - started
            figures = added_up(grouped(read(form.selection), lambda row: row.site).values())
            same = kept_count(dict(figures.counts)) == counted
            exact = exact_percentile(form.selection, 0.95)
            kept = figures.latency("final", 0.95)
            self.stdout.write(
                f"{name:34}{median(times):7.0f} ms{median(busy):7.0f} ms{max(times):7.0f} ms   "
                f"{'agrees' if same else 'DIFFERS'}, takes {seconds:.1f} s;"
                f" 95 % of final lists within {kept:.0f} ms, exactly {exact:.0f} ms"
            )
            if not same:
                raise CommandError(f"kept {kept_count(dict(figures.counts))}, counted {counted}")


def _questions(today: date) -> Iterator[tuple[str, dict[str, str]]]:
    def query(days: int, period: Period, **chosen: str) -> dict[str, str]:
        until = today - timedelta(days=1)
        since = until - timedelta(days=days - 1)
        span = {"since": since.isoformat(), "until": until.isoformat(), "period": period.value}
        return {**span, **chosen}

    yield "90 days, by day", query(90, Period.DAY)
    yield "14 days, by hour", query(14, Period.HOUR)
    yield "7 days, by hour", query(7, Period.HOUR)
    yield (
        "14 days, by hour, site and profile",
        query(14, Period.HOUR, site=str(FIRST_SITE), profile=PROFILES[0]),
    )


def _shown(form: DashboardForm) -> str:
    """The part of the page that a change of a filter asks for."""
    form.is_valid()
    return render_to_string(
        "admin/dashboard/part.html", {"form": form, "query": "", **figures_context(form)}
    )


def _made_up(model: Any) -> Any:
    return model.objects.filter(site__gte=FIRST_SITE, site__lt=FIRST_SITE + SITES)
