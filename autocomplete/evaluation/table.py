"""The report on the terminal: one table for each data set."""

from __future__ import annotations

from collections.abc import Sequence

from autocomplete.evaluation.figures import Figures
from autocomplete.evaluation.run import Result


def tables(results: Sequence[Result]) -> str:
    """Lay out the results, a row a suggester."""
    blocks = []
    for name in dict.fromkeys(result.data_set for result in results):
        rows = [result for result in results if result.data_set == name]
        figures = rows[0].figures
        title = f"{name}: {figures.items} items, {figures.characters} characters"
        blocks.append(f"{title}\n{_table(rows)}")
    return "\n\n".join(blocks)


HEADINGS = (
    "", "savings %", "saved@k %", "accepted %", "top-1 %", "MRR", "shown %", "ECE", "Brier",
    "tokens/key", "requests/key",
)  # fmt: skip


def _table(results: Sequence[Result]) -> str:
    rows = [HEADINGS, *((result.suggester, *_cells(result.figures)) for result in results)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def _cells(figures: Figures) -> tuple[str, ...]:
    return (
        percent(figures.keystroke_savings),
        percent(figures.saved_at_k),
        percent(figures.acceptance_rate),
        percent(figures.top_1),
        f"{figures.reciprocal_rank:.3f}",
        percent(figures.coverage),
        _decimal(figures.calibration_error),
        _decimal(figures.brier),
        f"{figures.tokens_per_keystroke:.2f}",
        f"{figures.requests_per_keystroke:.2f}",
    )


def percent(share: float) -> str:
    """A share as a percentage with one decimal, without the sign."""
    return f"{100 * share:.1f}"


def _decimal(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
