"""The dashboard's plots: what happened over time, and whether probabilities came true."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils import timezone
from django.utils.safestring import SafeString

from autocomplete.evaluation.plots import Axis, Plot, Point
from autocomplete.events.figures import Figures
from autocomplete.events.selection import Selection
from autocomplete.models.event_counts import Period

MOST_MARKS = 7

Value = Callable[[Figures], float | None]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plot under its heading, and what is to be known when reading it."""

    heading: str
    note: str
    plot: SafeString


def plots(selection: Selection, by_step: Mapping[datetime, Figures]) -> list[Drawn]:
    """What happened step by step; steps without anything count 0, or have no point."""
    over = _Over(selection, by_step)
    per = "hour" if selection.period == Period.HOUR else "day"
    return [
        Drawn(
            "Shown and accepted",
            f"Lists shown, and suggestions taken, each {per}.",
            over.plot(
                f"Lists shown and suggestions accepted each {per}",
                f"number each {per}",
                [
                    ("lists shown", lambda figures: figures.shown),
                    ("accepted", lambda figures: figures.accepted),
                ],
            ),
        ),
        Drawn(
            "Acceptance rate",
            "Accepts for each list shown. A list is shown at almost every key, so a few percent"
            " are usual.",
            over.plot(
                "Acceptance rate in percent",
                "accepts for 100 lists shown (%)",
                [("acceptance rate", lambda figures: _percent(figures.acceptance_rate))],
            ),
        ),
        Drawn(
            "Latency",
            "From the arrival of an input to its first and its final list, as the server measures"
            " it; the network is not in it.",
            over.plot(
                "Latency of the first and the final list in milliseconds",
                "latency (ms)",
                [
                    ("first list, median", lambda figures: figures.latency("first", 0.5)),
                    ("first list, 95 %", lambda figures: figures.latency("first", 0.95)),
                    ("final list, median", lambda figures: figures.latency("final", 0.5)),
                    ("final list, 95 %", lambda figures: figures.latency("final", 0.95)),
                ],
                logarithmic=True,
            ),
        ),
        Drawn(
            "Tokens",
            "Tokens that models evaluated, also for lists that were overtaken and to look ahead.",
            over.plot(
                f"Tokens evaluated each {per}",
                f"tokens each {per}",
                [("tokens", lambda figures: figures.of("tokens"))],
            ),
        ),
    ]


def reliability_plot(figures: Figures) -> SafeString:
    """Stated probabilities against what came true."""
    plot = Plot(
        "Share of shown suggestions that came true, over their stated probability",
        Axis("stated probability", 0, 1),
        Axis("share that came true; bars: share of all", 0, 1),
    )
    bins = [bin for bin in figures.reliability() if bin.count]
    plot.guide([(0, 0), (1, 1)])
    for bin in bins:
        plot.bar(bin.low, bin.high, bin.count / figures.outcomes)
    plot.line("came true (typed or accepted)", [(bin.stated, bin.came_true) for bin in bins])
    plot.line("accepted", [(bin.stated, bin.taken) for bin in bins])
    return plot.svg()


@dataclass(frozen=True, slots=True)
class _Over:
    selection: Selection
    by_step: Mapping[datetime, Figures]

    def plot(
        self,
        title: str,
        label: str,
        series: Sequence[tuple[str, Value]],
        *,
        logarithmic: bool = False,
    ) -> SafeString:
        drawn = [(name, self._points(value)) for name, value in series]
        values = [y for _, points in drawn for _, y in points]
        plot = Plot(title, self._time(), _axis(label, values, logarithmic))
        for name, points in drawn:
            plot.line(name, points, dots=len(points) <= 62)
        return plot.svg()

    def _points(self, value: Value) -> list[Point]:
        nothing, now = Figures({}), timezone.now()
        points = []
        for moment in self.selection.steps():
            if moment > now:
                break
            y = value(self.by_step.get(moment, nothing))
            if y is not None:
                points.append((moment.timestamp(), float(y)))
        return points

    def _time(self) -> Axis:
        steps = list(self.selection.steps())
        # Hours are marked at midnight as soon as there are enough midnights.
        marked = [step for step in steps if not step.hour] if len(steps) > 2 * 24 else steps
        every = -(-len(marked) // MOST_MARKS)
        hours = marked is steps and self.selection.period == Period.HOUR
        form = "%H:%M" if hours and len(steps) <= 24 else "%d %b %H:%M" if hours else "%d %b"
        return Axis(
            "time (UTC)",
            steps[0].timestamp(),
            self.selection.end.timestamp(),
            at=tuple(step.timestamp() for step in marked[::every]),
            named=lambda at: datetime.fromtimestamp(at, UTC).strftime(form),
        )


def _axis(label: str, values: Sequence[float], logarithmic: bool) -> Axis:
    if logarithmic:
        low, high = min(values, default=1.0), max(values, default=100.0)
        low = max(1.0, low / 1.2)
        return Axis(label, low, max(high * 1.2, low * 4), logarithmic=True)
    return Axis(label, 0, max([*values, 1]) * 1.05, named=_short)


def _short(number: float) -> str:
    for unit, name in ((1e9, " G"), (1e6, " M"), (1e3, " k")):
        if number >= unit:
            return f"{number / unit:.4g}{name}"
    return f"{number:.4g}"


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
