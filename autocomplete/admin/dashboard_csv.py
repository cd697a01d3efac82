"""Counts as CSV, which a spreadsheet may open without running what somebody wrote into a name."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import get_args

from autocomplete.events.figures import Figures
from autocomplete.events.reading import Row
from autocomplete.live.frames import DismissReason, ErrorCode
from autocomplete.ranking.suggestions import Gate

GATES = get_args(Gate)
REASONS = get_args(DismissReason)
ERRORS = get_args(ErrorCode)
# Spreadsheets take a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def as_csv(rows: Iterable[Row], site_names: dict[int, str]) -> str:
    """One line for each row, in order of time; times are UTC, latencies milliseconds."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(
        ["begins_utc", "site", "profile", "model"]
        + ["answered", "shown", "accepted", "acceptance_rate", "characters_inserted"]
        + ["keystrokes_saved", "escalated", "tokens", "events_lost"]
        + ["first_p50_ms", "first_p95_ms", "final_p50_ms", "final_p95_ms"]
        + [f"gate_{name}" for name in GATES]
        + [f"dismissed_{name}" for name in REASONS]
        + [f"error_{name}" for name in ERRORS]
        + ["outcomes", "calibration_error"]
    )
    for row in sorted(rows, key=lambda row: (row.begins, row.site, row.profile, row.model)):
        figures = Figures(row.counts)
        names = [site_names.get(row.site, str(row.site)), row.profile, row.model]
        writer.writerow(
            [f"{row.begins:%Y-%m-%dT%H:%MZ}", *map(safe_cell, names)]
            + [figures.of("answered"), figures.shown, figures.accepted]
            + [_rounded(figures.acceptance_rate, 4)]
            + [figures.of(name) for name in ("characters", "saved", "escalated", "tokens", "lost")]
            + [
                _rounded(figures.latency(which, share), 1)
                for which in ("first", "final")
                for share in (0.5, 0.95)
            ]
            + [figures.of(f"gate.{name}") for name in GATES]
            + [figures.of(f"dismiss.{name}") for name in REASONS]
            + [figures.of(f"error.{name}") for name in ERRORS]
            + [figures.outcomes, _rounded(figures.calibration_error, 4)]
        )
    return file.getvalue()


def safe_cell(text: str) -> str:
    """The text with an apostrophe in front where a spreadsheet would compute it."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def _rounded(value: float | None, digits: int) -> float | str:
    return "" if value is None else round(value, digits)
