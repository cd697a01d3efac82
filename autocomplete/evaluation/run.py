"""Runs an evaluation: every suggester types every data set."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from autocomplete.evaluation import session_latency
from autocomplete.evaluation.figures import Figures, figures
from autocomplete.evaluation.items import Item
from autocomplete.evaluation.latency import Keystroke
from autocomplete.evaluation.simulation import Typed
from autocomplete.evaluation.suggesters import ProfileSuggester, Suggester
from autocomplete.evaluation.typing_people import Progress, type_all


@dataclass(frozen=True, slots=True)
class DataSet:
    """The texts of one file that are measured, under its name."""

    name: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the report: what is measured, and what its keystrokes are timed with.

    ``timed`` is the same suggester with the time limits of real use, or None. Rows of one ``curve``
    are joined by a line in the plot of savings over cost.
    """

    suggester: Suggester
    curve: str
    timed: ProfileSuggester | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run. ``lanes`` people type at a time; ``timed_items`` of each data set are timed.

    ``first_only`` tells whether each text is typed a second time with one suggestion.
    """

    data_sets: tuple[DataSet, ...]
    entries: tuple[Entry, ...]
    lanes: int
    first_only: bool
    timed_items: int

    @property
    def characters(self) -> int:
        """How many characters are typed in all."""
        total = 0
        for data_set in self.data_sets:
            once = sum(len(item.text) for item in data_set.items)
            timed = sum(len(item.text) for item in data_set.items[: self.timed_items])
            for entry in self.entries:
                total += once * (1 + self.first_only) + timed * (entry.timed is not None)
        return total


@dataclass(frozen=True, slots=True)
class Result:
    """What one suggester achieved on one data set.

    ``first_only`` is TES_mod: the keystroke savings (share) with one suggestion. ``times`` are the
    timed keystrokes. Both are empty where they were not measured.
    """

    data_set: str
    suggester: str
    curve: str
    figures: Figures
    records: tuple[Typed, ...] = field(repr=False)
    first_only: float | None = None
    times: tuple[Keystroke, ...] = field(default=(), repr=False)


async def run(
    plan: Plan,
    bare: Callable[[str], Awaitable[float]],
    progress: Progress,
    now: Callable[[str], None],
) -> list[Result]:
    """Measure everything; ``now`` is told what comes next. Raises ModelError."""
    results = []
    for data_set in plan.data_sets:
        for entry in plan.entries:
            suggester = entry.suggester
            now(f"{data_set.name}, {suggester.name}")
            records = await type_all(suggester, data_set.items, lanes=plan.lanes, progress=progress)
            first_only = None
            if plan.first_only:
                alone = await type_all(
                    suggester.with_one(), data_set.items, lanes=plan.lanes, progress=progress
                )
                first_only = figures(alone).keystroke_savings
            times: list[Keystroke] = []
            if entry.timed is not None and plan.timed_items:
                times = await session_latency.keystroke_times(
                    entry.timed, data_set.items[: plan.timed_items], bare, progress
                )
            results.append(
                Result(
                    data_set=data_set.name,
                    suggester=suggester.name,
                    curve=entry.curve,
                    figures=figures(records),
                    records=tuple(records),
                    first_only=first_only,
                    times=tuple(times),
                )
            )
    return results
