"""The report on a route: a table, the same as JSON, and the curves as one HTML page."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from autocomplete.evaluation.plots import Axis, Plot
from autocomplete.evaluation.report_style import report_style
from autocomplete.evaluation.routing import QUOTED_SHARE, Curve, Row
from autocomplete.evaluation.table import aligned, percent

HEADINGS = (
    "", "savings %", "escalated %", "replaced %", "tokens/key", "requests/key", "ECE",
)  # fmt: skip


def as_table(curves: Sequence[Curve]) -> str:
    """A table for each data set, with what half of the escalations give below it."""
    return "\n\n".join(
        f"{title(curve)}\n{aligned([HEADINGS, *rows(curve)])}\n{at_half(curve)}" for curve in curves
    )


def title(curve: Curve) -> str:
    figures = curve.cheap.figures
    return f"{curve.data_set}: {figures.items} items, {figures.characters} characters"


def rows(curve: Curve) -> list[tuple[str, ...]]:
    """The cells of each row, which HEADINGS heads."""
    return [_cells(row) for row in (curve.cheap, curve.larger, *curve.routed)]


def at_half(curve: Curve) -> str:
    """What half of the escalations give, in a sentence."""
    points = 100 * curve.gain
    gains = f"{curve.larger.name} alone saves {points:+.1f} points against {curve.cheap.name}"
    saved = curve.at_half
    if saved is None:
        return f"{gains}; no threshold lets {QUOTED_SHARE:.0%} of the keystrokes escalate."
    won = 100 * (saved - curve.cheap.figures.keystroke_savings)
    return (
        f"{gains}; with {QUOTED_SHARE:.0%} of the keystrokes escalated the route saves {won:+.1f}."
    )


def as_json(settings: dict[str, object], curves: Sequence[Curve]) -> str:
    """Everything that was measured, for other programs."""
    report = {"settings": settings, "data_sets": [_data_set(curve) for curve in curves]}
    return json.dumps(report, indent=1, ensure_ascii=False) + "\n"


def as_html(settings: dict[str, object], curves: Sequence[Curve]) -> str:
    """One page that needs no other file."""
    return render_to_string(
        "evaluation/routing.html",
        {
            "style": report_style(),
            "settings": settings,
            "headings": HEADINGS,
            "data_sets": [
                {
                    "title": title(curve),
                    "at_half": at_half(curve),
                    "rows": rows(curve),
                    "plots": (_over_escalations(curve), _over_tokens(curve)),
                }
                for curve in curves
            ],
        },
    )


def _cells(row: Row) -> tuple[str, ...]:
    figures = row.figures
    error = figures.calibration_error
    return (
        row.name,
        percent(figures.keystroke_savings),
        "–" if row.threshold is None else percent(row.escalated),
        "–" if row.threshold is None else percent(row.replaced),
        f"{figures.tokens_per_keystroke:.2f}",
        f"{figures.requests_per_keystroke:.2f}",
        "–" if error is None else f"{error:.3f}",
    )


def _data_set(curve: Curve) -> dict[str, Any]:
    return {
        "data_set": curve.data_set,
        "gain": curve.gain,
        "savings_at_half": curve.at_half,
        "rows": [dataclasses.asdict(row) for row in (curve.cheap, curve.larger, *curve.routed)],
    }


def _savings(row: Row) -> float:
    return 100 * row.figures.keystroke_savings


def _savings_axis(curve: Curve) -> Axis:
    savings = [_savings(row) for row in (curve.cheap, curve.larger, *curve.routed)]
    # A point or two is what a route is about: an axis from 0 would hide it.
    return Axis("keystroke savings (%)", min(savings) - 1, max(savings) + 1)


def _over_escalations(curve: Curve) -> SafeString:
    plot = Plot(
        f"{curve.data_set}: keystroke savings over the share of keystrokes escalated",
        Axis("keystrokes at which the larger model was asked (%)", 0, 100),
        _savings_axis(curve),
    )
    plot.guide([(0, _savings(curve.cheap)), (100, _savings(curve.larger))])
    plot.line(curve.cheap.name, [(0, _savings(curve.cheap))])
    plot.line(curve.larger.name, [(100, _savings(curve.larger))])
    plot.line("route", [(100 * row.escalated, _savings(row)) for row in curve.routed])
    return plot.svg()


def _over_tokens(curve: Curve) -> SafeString:
    every = (curve.cheap, curve.larger, *curve.routed)
    most = max(row.figures.tokens_per_keystroke for row in every)
    plot = Plot(
        f"{curve.data_set}: keystroke savings over tokens evaluated per keystroke",
        Axis("tokens evaluated per keystroke, of both models", 0, max(1.0, most) * 1.05),
        _savings_axis(curve),
    )
    for name, shown in (
        (curve.cheap.name, [curve.cheap]),
        (curve.larger.name, [curve.larger]),
        ("route", list(curve.routed)),
    ):
        plot.line(name, [(row.figures.tokens_per_keystroke, _savings(row)) for row in shown])
    return plot.svg()
