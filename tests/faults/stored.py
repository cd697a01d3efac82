"""What the database holds of reports, read by a process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings

from tests.faults.reconnecting import ReconnectingTypist, Report

READ = """
import json
from autocomplete.models import Event, EventCounts, EventKind, Period
reports = Event.objects.filter(kind=EventKind.ACCEPT).values_list("session", "number")
counts = EventCounts.objects.filter(period=Period.DAY)
print(json.dumps([list(map(list, reports)), sum(row.counts.get("accepted", 0) for row in counts)]))
"""


@dataclass(frozen=True)
class Stored:
    """How often each accept is stored, and how many the dashboard would tell of."""

    reports: Counter[Report]
    accepted: int


async def stored(environment: Mapping[str, str]) -> Stored:
    """As a process with this environment finds it."""
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", READ],
        cwd=settings.BASE_DIR,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    reports, accepted = json.loads(done.stdout)
    return Stored(Counter((session, number) for session, number in reports), accepted)


async def check_reports(
    environment: Mapping[str, str], typists: list[ReconnectingTypist]
) -> set[Report]:
    """Hold that each report is stored and counted once; return them."""
    found = await stored(environment)
    acknowledged = set().union(*(typist.acknowledged for typist in typists))
    waiting = [report for typist in typists for report in typist.waiting]
    assert not waiting, f"{len(waiting)} reports were never acknowledged"
    assert acknowledged == set(found.reports)
    assert set(found.reports.values()) <= {1}
    assert found.accepted == len(acknowledged)
    return acknowledged
