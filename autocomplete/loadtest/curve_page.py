"""The curve of latency over the number of typists as one HTML page that needs no other file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from autocomplete.evaluation.plots import Axis, Plot
from autocomplete.evaluation.report_style import report_style
from autocomplete.loadtest.load_table import curve_lines, lines
from autocomplete.loadtest.run import LoadReport

LEAST_MS = 1.0
SERIES: tuple[tuple[str, Callable[[LoadReport], float]], ...] = (
    ("first frame, median", lambda found: found.first.p50),
    ("first frame, 95th percentile", lambda found: found.first.p95),
    ("final frame, median", lambda found: found.final.p50),
    ("final frame, 95th percentile", lambda found: found.final.p95),
    ("longest wait for any frame", lambda found: found.longest_wait_ms),
)


def curve_page(site: str, found: Sequence[LoadReport]) -> str:
    """A plot and the figures of at least one load."""
    return render_to_string(
        "loadtest/curve.html",
        {
            "style": report_style(),
            "site": site,
            "plot": _plot(found),
            "table": "\n".join(curve_lines(found)),
            "loads": ["\n".join(lines(one)) for one in found],
        },
    )


def _plot(found: Sequence[LoadReport]) -> SafeString:
    # NaN, where nobody got an answer, is greater than nothing.
    highest = max([2 * LEAST_MS, *(read(one) for one in found for _, read in SERIES)])
    plot = Plot(
        "Latency over the number of people who type at once",
        Axis("people who type at once", 0, max(one.load.typists for one in found)),
        Axis("time after the key press (ms)", LEAST_MS, highest, logarithmic=True),
    )
    for name, read in SERIES:
        points = [(one.load.typists, read(one)) for one in found]
        plot.line(name, [(x, y) for x, y in points if y == y])
    return plot.svg()
