"""The frontier of a search for better numbers: as a plot, as rows, and in sentences."""

from __future__ import annotations

from django.utils.safestring import SafeString

from autocomplete.evaluation.plots import Axis, Plot
from autocomplete.evaluation.table import percent
from autocomplete.evaluation.tuning import Trial, Tuned
from autocomplete.publishing.profile_values import differences, values_of

HEADINGS = ("savings %", "tokens/key", "changes")


def frontier_plot(tuned: Tuned) -> SafeString:
    """Savings over cost: all candidates, the frontier, the start and the best within the limit."""
    points = [_point(trial) for trial in tuned.trials]
    costs, savings = zip(*points, strict=True)
    plot = Plot(
        "Keystroke savings over tokens evaluated per keystroke, on the texts tuned on",
        Axis("tokens evaluated per keystroke", 0, max(1.0, tuned.limit, *costs) * 1.05),
        Axis("keystroke savings (%)", 0, max(10.0, *savings) * 1.1),
    )
    plot.guide([(tuned.limit, plot.y.low), (tuned.limit, plot.y.high)])
    plot.line("frontier", [_point(trial) for trial in tuned.frontier])
    for point in points:
        plot.line("other candidates", [point])
    plot.line("start", points[:1])
    if tuned.best is not None:
        plot.line("best within the limit (thin line)", [_point(tuned.best)])
    return plot.svg()


def frontier_rows(tuned: Tuned) -> list[tuple[str, ...]]:
    """The frontier from the cheapest on, under HEADINGS; first the start."""
    start = tuned.trials[0]
    rows: list[tuple[str, ...]] = [(*_cells(start), "the start")]
    for trial in tuned.frontier:
        if trial is not start:
            mark = " ← best within the limit" if trial == tuned.best else ""
            rows.append((*_cells(trial), changes(start, trial) + mark))
    return rows


def changes(start: Trial, trial: Trial) -> str:
    """In which numbers a candidate differs from the start."""
    different = differences(values_of(start.profile), values_of(trial.profile))
    return ", ".join(f"{name} {old} → {new}" for name, old, new in different)


def verdict(tuned: Tuned) -> str:
    """What came of it, the held-out texts included, whether or not the best one won."""
    start = tuned.trials[0]
    if tuned.best is None:
        cheapest = tuned.frontier[0].score.tokens_per_keystroke
        return (
            f"No candidate costs at most {tuned.limit:g} tokens a keystroke; the cheapest costs"
            f" {cheapest:.2f}. Give more trials, or a higher limit."
        )
    if tuned.best == start:
        return (
            "Nothing better than the start was found within the limit: it saves"
            f" {percent(start.score.savings)} % at {start.score.tokens_per_keystroke:.2f} tokens"
            " a keystroke."
        )
    found = tuned.confirmation
    assert found is not None
    if start.score.tokens_per_keystroke > tuned.limit:
        word = "The start costs more than the limit, the best does not"
    elif found.low > 0:
        word = "The gain is confirmed"
    elif found.gain > 0:
        word = "The gain is not certain"
    else:
        word = "The gain is NOT confirmed: it is an accident of the texts tuned on"
    dearer = ""
    if found.best.tokens_per_keystroke > tuned.limit:
        dearer = " There it costs more than the limit."
    return (
        f"{word}. On {found.texts} held-out texts the best saves {percent(found.best.savings)} %"
        f" at {found.best.tokens_per_keystroke:.2f} tokens a keystroke, the start"
        f" {percent(found.start.savings)} % at {found.start.tokens_per_keystroke:.2f}: "
        f"{100 * found.gain:+.1f} points (95 % interval {100 * found.low:+.1f} to"
        f" {100 * found.high:+.1f}).{dearer}"
    )


def _point(trial: Trial) -> tuple[float, float]:
    return trial.score.tokens_per_keystroke, 100 * trial.score.savings


def _cells(trial: Trial) -> tuple[str, str]:
    return percent(trial.score.savings), f"{trial.score.tokens_per_keystroke:.2f}"
