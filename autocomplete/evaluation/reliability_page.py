"""The reliability diagram as one HTML page that needs no other file."""

from __future__ import annotations

from collections.abc import Sequence

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from autocomplete.evaluation.calibrating import HeldOut
from autocomplete.evaluation.plots import Axis, Plot
from autocomplete.evaluation.reliability import Outcome, reliability
from autocomplete.evaluation.report_style import report_style


def reliability_page(title: str, held_out: Sequence[HeldOut]) -> str:
    """A diagram, with the counts below it, for each group of held-out texts."""
    return render_to_string(
        "evaluation/reliability.html",
        {
            "style": report_style(),
            "title": title,
            "groups": [
                {
                    "name": one.name,
                    "items": len(one.after),
                    "errors": [f"{error:.3f}" for error in one.errors],
                    "briers": [f"{score:.3f}" for score in one.briers],
                    "plot": _plot(one),
                    "rows": _rows(one),
                }
                for one in held_out
            ],
        },
    )


def _plot(held_out: HeldOut) -> SafeString:
    plot = Plot(
        f"Reliability on {held_out.name} before and after calibration",
        Axis("stated probability", 0, 1),
        Axis("share that fitted; bars: share of all items", 0, 1),
    )
    plot.guide([(0, 0), (1, 1)])
    for inside in reliability(held_out.after):
        plot.bar(inside.low, inside.high, inside.count / len(held_out.after))
    plot.line("as the model states it", _points(held_out.before))
    plot.line("calibrated", _points(held_out.after))
    return plot.svg()


def _points(outcomes: Sequence[Outcome]) -> list[tuple[float, float]]:
    return [(bin.stated, bin.came_true) for bin in reliability(outcomes) if bin.count]


def _rows(held_out: HeldOut) -> list[tuple[str, ...]]:
    rows = []
    for before, after in zip(
        reliability(held_out.before), reliability(held_out.after), strict=True
    ):
        row = [f"{before.low:.1f} to {before.high:.1f}"]
        for inside in (before, after):
            row.append(str(inside.count))
            row += (
                [f"{inside.stated:.3f}", f"{inside.came_true:.3f}"] if inside.count else ["–", "–"]
            )
        rows.append(tuple(row))
    return rows
