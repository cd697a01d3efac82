"""The report on the terminal: one table for each data set, others for latency and contexts."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from autocomplete.evaluation import latency
from autocomplete.evaluation.context_gain import ContextGain
from autocomplete.evaluation.run import Result

Row = tuple[str, ...]

FIGURES = (
    "", "savings %", "saved@k %", "accepted %", "top-1 %", "TES_mod %", "MRR", "shown %",
    "ghost %", "fitting %", "ECE", "Brier", "tokens/key", "requests/key",
)  # fmt: skip
MEANS = (
    "", "savings %", "ghost %", "fitting %", "ECE", "Brier", "tokens/key", "requests/key",
)  # fmt: skip
LATENCY = (
    "bare p50 ms", "bare p95 ms", "first p50 ms", "first p95 ms", "final p50 ms", "final p95 ms",
    "first p50 ×", "first p95 ×", "final p50 ×", "final p95 ×",
)  # fmt: skip


def tables(results: Sequence[Result], gains: Sequence[ContextGain]) -> str:
    """All tables, one below the other."""
    blocks = [f"{title}\n{aligned([FIGURES, *rows])}" for title, rows in figure_rows(results)]
    sets = len({result.data_set for result in results})
    if sets > 1:
        blocks.append(f"Means of the {sets} files\n{aligned([MEANS, *mean_rows(results)])}")
    timed = latency_rows(results)
    if timed:
        blocks.append(
            "Keystroke to first and final list, one person; × a bare one-token completion\n"
            + aligned([("", *LATENCY), *timed])
        )
    if gains:
        blocks.append("Bits per character of the true text\n" + aligned(context_rows(gains)))
    return "\n\n".join(blocks)


def figure_rows(results: Sequence[Result]) -> list[tuple[str, list[Row]]]:
    """For each data set its title and its rows, which FIGURES heads."""
    found = []
    for name in dict.fromkeys(result.data_set for result in results):
        rows = [result for result in results if result.data_set == name]
        size = rows[0].figures
        title = f"{name}: {size.items} items, {size.characters} characters"
        found.append((title, [(row.suggester, *_cells(row)) for row in rows]))
    return found


def mean_rows(results: Sequence[Result]) -> list[Row]:
    """For each suggester the means over the data sets, which MEANS heads; each file counts once."""
    rows: list[Row] = []
    for name in dict.fromkeys(result.suggester for result in results):
        found = [result.figures for result in results if result.suggester == name]
        rows.append(
            (
                name,
                percent(fmean(one.keystroke_savings for one in found)),
                percent(fmean(one.ghosts for one in found)),
                percent(fmean(one.ghosts_fitting for one in found)),
                _mean([one.calibration_error for one in found]),
                _mean([one.brier for one in found]),
                f"{fmean(one.tokens_per_keystroke for one in found):.2f}",
                f"{fmean(one.requests_per_keystroke for one in found):.2f}",
            )
        )
    return rows


def latency_rows(results: Sequence[Result]) -> list[Row]:
    """A row for each result whose keystrokes were timed; LATENCY heads all but the first cell."""
    rows = []
    for result in results:
        if len(result.times) > 1:
            found = latency.report(list(result.times))
            rows.append(
                (
                    f"{result.data_set}, {result.suggester}: {found.keystrokes} keys",
                    *(
                        f"{value:.1f}"
                        for quantiles in (found.bare, found.first, found.final)
                        for value in (quantiles.median_ms, quantiles.p95_ms)
                    ),
                    *(
                        f"{value:.2f}"
                        for quantiles in (found.first, found.final)
                        for value in (quantiles.median_ratio, quantiles.p95_ratio)
                    ),
                )
            )
    return rows


def context_rows(gains: Sequence[ContextGain]) -> list[Row]:
    """The comparison with and without contexts, its headings first."""
    rows: list[Row] = [("", "items", "without context", "with context", "guessed characters")]
    for gain in gains:
        if gain.items:
            rows.append(
                (
                    gain.data_set,
                    str(gain.items),
                    f"{gain.without.per_character:.3f}",
                    f"{gain.given.per_character:.3f}",
                    f"{gain.without.guessed} / {gain.given.guessed}",
                )
            )
        else:
            rows.append((gain.data_set, "0", "–", "–", "–"))
    return rows


def percent(share: float) -> str:
    """A share as a percentage with one decimal, without the sign."""
    return f"{100 * share:.1f}"


def _cells(result: Result) -> Row:
    figures = result.figures
    return (
        percent(figures.keystroke_savings),
        percent(figures.saved_at_k),
        percent(figures.acceptance_rate),
        percent(figures.top_1),
        "–" if result.first_only is None else percent(result.first_only),
        f"{figures.reciprocal_rank:.3f}",
        percent(figures.coverage),
        percent(figures.ghosts),
        percent(figures.ghosts_fitting),
        _decimal(figures.calibration_error),
        _decimal(figures.brier),
        f"{figures.tokens_per_keystroke:.2f}",
        f"{figures.requests_per_keystroke:.2f}",
    )


def _decimal(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _mean(values: Sequence[float | None]) -> str:
    known = [value for value in values if value is not None]
    return _decimal(fmean(known) if known else None)


def aligned(rows: Sequence[Row]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
