"""Deletes texts and events that have been kept long enough."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from autocomplete.events.forgetting import EVENT_DAYS, HOUR_DAYS, forget
from autocomplete.management.argument_types import whole
from autocomplete.phrases.forgetting import forget_old_phrases


class Command(BaseCommand):
    help = (
        "Delete typed texts past the days that their site keeps them, or at once where it keeps"
        " none any more; events, whose counts stay; counts by the hour, whose days stay; and"
        " phrases of histories past their days. Run it every day."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--event-days",
            type=whole(1),
            default=EVENT_DAYS,
            metavar="DAYS",
            help=f"keep events for so many days (default: {EVENT_DAYS})",
        )
        parser.add_argument(
            "--hour-days",
            type=whole(1),
            default=HOUR_DAYS,
            metavar="DAYS",
            help=f"keep counts by the hour for so many days (default: {HOUR_DAYS})",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        done = forget(
            timezone.now(), event_days=options["event_days"], hour_days=options["hour_days"]
        )
        phrases = forget_old_phrases()
        self.stdout.write(
            f"Deleted: {done.texts} texts, {done.events} events, {done.hours} rows of hours,"
            f" {phrases} phrases of histories."
        )
