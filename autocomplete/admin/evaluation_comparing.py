"""Finished evaluations side by side, and over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from autocomplete.evaluation.plots import Axis, Plot
from autocomplete.evaluation.table import percent
from autocomplete.jobs.orders import EvaluationOrder, MeasuredRow
from autocomplete.models import EvaluationRun

HEADINGS = (
    "run", "when (UTC)", "by", "model", "texts", "suggester", "savings %", "accepted %", "top-1 %",
    "MRR", "ECE", "tokens/key",
)  # fmt: skip
# The longest unit of time that the runs fill twice names the axis.
UNITS = (("days", 86_400.0), ("hours", 3_600.0), ("minutes", 60.0), ("seconds", 1.0))

Measured = tuple[EvaluationRun, EvaluationOrder, list[MeasuredRow]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Rows under HEADINGS; ``addresses`` are the numbers of the runs they are of.

    ``other_texts`` tells that not all runs typed the same texts in the same way.
    """

    headings: tuple[str, ...]
    rows: list[tuple[int, tuple[str, ...]]]
    plot: SafeString
    other_texts: bool


def compare(runs: Sequence[Measured]) -> Comparison:
    """Compare at least one run, the oldest first."""
    return Comparison(
        HEADINGS,
        [
            (run.pk, (_when(run), _who(run), run.model, _texts(run, order), *_figures(row)))
            for run, order, rows in runs
            for row in rows
        ],
        _over_time(runs),
        len({_typed(order) for _, order, _ in runs}) > 1,
    )


def _over_time(runs: Sequence[Measured]) -> SafeString:
    first = runs[0][0].made_at
    span = (runs[-1][0].made_at - first).total_seconds()
    unit, seconds = next((one for one in UNITS if span >= 2 * one[1]), UNITS[-1])
    savings = [100 * row.figures.keystroke_savings for _, _, rows in runs for row in rows]
    plot = Plot(
        "Keystroke savings over time",
        Axis(f"{unit} since {_utc(first)} UTC", 0, max(1.0, span / seconds) * 1.05),
        Axis("keystroke savings (%)", 0, max(10.0, *savings) * 1.1),
    )
    lines: dict[str, list[tuple[float, float]]] = {}
    several = len({_typed(order) for _, order, _ in runs}) > 1
    for run, order, rows in runs:
        after = (run.made_at - first).total_seconds() / seconds
        for row in rows:
            # Figures on other texts are no later point of the same line.
            name = f"{row.suggester}, {_texts(run, order)}" if several else row.suggester
            lines.setdefault(name, []).append((after, 100 * row.figures.keystroke_savings))
    for name, points in lines.items():
        plot.line(name, points)
    return plot.svg()


def _typed(order: EvaluationOrder) -> tuple[object, ...]:
    return order.texts_digest, order.contexts


def _texts(run: EvaluationRun, order: EvaluationOrder) -> str:
    contexts = ", with contexts" if order.contexts else ""
    return f"{run.name} ({order.texts_digest}{contexts})"


def _figures(row: MeasuredRow) -> tuple[str, ...]:
    figures = row.figures
    error = figures.calibration_error
    return (
        row.suggester,
        percent(figures.keystroke_savings),
        percent(figures.acceptance_rate),
        percent(figures.top_1),
        f"{figures.reciprocal_rank:.3f}",
        "–" if error is None else f"{error:.3f}",
        f"{figures.tokens_per_keystroke:.2f}",
    )


def _who(run: EvaluationRun) -> str:
    return run.made_by.get_username() if run.made_by else "–"


def _when(run: EvaluationRun) -> str:
    return _utc(run.made_at)


def _utc(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
