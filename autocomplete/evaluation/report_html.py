"""The report as one HTML page that needs no other file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from autocomplete.evaluation import table
from autocomplete.evaluation.context_gain import ContextGain
from autocomplete.evaluation.figures import item_savings
from autocomplete.evaluation.plots import Axis, Plot
from autocomplete.evaluation.reliability import reliability, stated_outcomes
from autocomplete.evaluation.report_style import report_style
from autocomplete.evaluation.run import Result
from autocomplete.evaluation.simulation import Position, Typed

WORST = 20
# Of the text so far, this much is enough to see where a list was shown.
TAIL = 40


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One keystroke of a text as the report prints it; ``keyed`` is what the keystroke typed."""

    before: str
    items: tuple[tuple[str, str, bool], ...]
    keyed: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class WorstText:
    """A text on which little was saved, with each of its keystrokes."""

    data_set: str
    text: str
    savings: str
    keystrokes: int
    steps: tuple[ShownStep, ...]


def as_html(
    settings: Mapping[str, object],
    results: Sequence[Result],
    gains: Sequence[ContextGain],
    *,
    sheets: Sequence[str] = (),
    back: str = "",
) -> str:
    """Tables, plots and the texts that went worst with the first suggester.

    A page of a site links its style ``sheets``, which its policy wants, and leads ``back`` to where
    it was opened; without them it needs no other file.
    """
    first = [result for result in results if result.suggester == results[0].suggester]
    return render_to_string(
        "evaluation/report.html",
        {
            "style": "" if sheets else report_style(),
            "sheets": sheets,
            "back": back,
            "settings": settings,
            "figure_headings": table.FIGURES,
            "figures": table.figure_rows(results),
            "latency_headings": ("", *table.LATENCY),
            "latency": table.latency_rows(results),
            "contexts": table.context_rows(gains) if gains else [],
            "savings_plots": [
                (name, savings_plot([result for result in results if result.data_set == name]))
                for name in dict.fromkeys(result.data_set for result in results)
            ],
            "reliability_plot": reliability_plot(results),
            "latency_plot": latency_plot([result for result in results if result.times]),
            "worst_of": results[0].suggester,
            "worst": worst_texts(first),
        },
    )


def savings_plot(results: Sequence[Result]) -> SafeString:
    """One data set's keystroke savings over cost; a line joins one profile's token budgets."""
    cost = [result.figures.tokens_per_keystroke for result in results]
    savings = [100 * result.figures.keystroke_savings for result in results]
    plot = Plot(
        "Keystroke savings over tokens evaluated per keystroke",
        Axis("tokens evaluated per keystroke", 0, max(1.0, *cost) * 1.05),
        Axis("keystroke savings (%)", 0, max(10.0, *savings) * 1.1),
    )
    lines: dict[str, list[tuple[float, float]]] = {}
    for result, x, y in zip(results, cost, savings, strict=True):
        lines.setdefault(result.curve, []).append((x, y))
    for name, points in lines.items():
        plot.line(name, sorted(points))
    return plot.svg()


def reliability_plot(results: Sequence[Result]) -> SafeString:
    """How often shown items of a stated probability fitted, over all data sets.

    Rows with another token budget are left out, as they would hide the others.
    """
    plot = Plot(
        "Reliability of the stated probabilities",
        Axis("stated probability", 0, 1),
        Axis("share that fitted", 0, 1),
    )
    plot.guide([(0, 0), (1, 1)])
    for number, name in enumerate(dict.fromkeys(result.curve for result in results)):
        outcomes = [
            outcome
            for result in results
            if result.suggester == name
            for typed in result.records
            for outcome in stated_outcomes(typed.positions)
        ]
        bins = [inside for inside in reliability(outcomes) if inside.count]
        if number == 0:
            for inside in bins:
                plot.bar(inside.low, inside.high, inside.count / len(outcomes))
        plot.line(name, [(inside.stated, inside.came_true) for inside in bins])
    return plot.svg()


def latency_plot(results: Sequence[Result]) -> SafeString | None:
    """The share of keystrokes answered within a time; None where none was timed."""
    kinds: dict[str, list[float]] = {}
    for result in results:
        for one in result.times:
            kinds.setdefault("bare completion", []).append(one.bare_ms)
            kinds.setdefault(f"first list, {result.suggester}", []).append(one.first_ms)
            kinds.setdefault(f"final list, {result.suggester}", []).append(one.final_ms)
    times = [time for values in kinds.values() for time in values]
    if len(times) < 2:
        return None
    low, high = max(0.1, min(times) / 1.2), max(times) * 1.2
    plot = Plot(
        "Share of keystrokes answered within a time",
        Axis("time since the keystroke (ms, logarithmic)", low, high, logarithmic=True),
        Axis("share of keystrokes", 0, 1),
    )
    for name, values in kinds.items():
        shares = [(value, (n + 1) / len(values)) for n, value in enumerate(sorted(values))]
        plot.line(name, shares, dots=False)
    return plot.svg()


def worst_texts(results: Sequence[Result]) -> list[WorstText]:
    """The texts with the lowest keystroke savings, worst first."""
    typed = [(result.data_set, one) for result in results for one in result.records]
    typed.sort(key=lambda pair: (item_savings(pair[1]), pair[0], pair[1].item.id))
    return [
        WorstText(
            data_set=name,
            text=one.item.text,
            savings=table.percent(item_savings(one)),
            keystrokes=one.keystrokes,
            steps=tuple(_step(one, number) for number in range(len(one.positions))),
        )
        for name, one in typed[:WORST]
    ]


def _step(typed: Typed, number: int) -> ShownStep:
    position = typed.positions[number]
    text = typed.item.text
    after = typed.positions[number + 1 :][:1]
    end = after[0].at if after else len(text)
    return ShownStep(
        before=text[max(0, position.at - TAIL) : position.at],
        items=_items(position),
        keyed=text[position.at : end],
        accepted=position.taken is not None,
    )


def _items(position: Position) -> tuple[tuple[str, str, bool], ...]:
    shown = position.shown
    return tuple(
        (text, f"{probability:.2f}", fitting)
        for text, probability, fitting in zip(shown.texts, shown.probs, position.fits, strict=True)
    )
