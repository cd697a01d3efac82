"""Runs simulated typing over data sets, one suggester after the other."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from autocomplete.evaluation.figures import Figures, figures
from autocomplete.evaluation.items import Item
from autocomplete.evaluation.simulation import Typed, type_text
from autocomplete.evaluation.suggesters import Suggester

# Called with the number of characters that were typed since the last call.
Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class DataSet:
    """The texts of one file that are measured, under its name."""

    name: str
    items: tuple[Item, ...]

    @property
    def characters(self) -> int:
        return sum(len(item.text) for item in self.items)


@dataclass(frozen=True, slots=True)
class Result:
    """What one suggester achieved on one data set, with the records behind the figures."""

    data_set: str
    suggester: str
    figures: Figures
    records: tuple[Typed, ...]


async def measure(
    suggester: Suggester, data_set: DataSet, *, lanes: int, progress: Progress
) -> Result:
    """Type all texts of a data set, ``lanes`` at a time. Raises ModelError."""
    records = await type_all(suggester, data_set.items, lanes=lanes, progress=progress)
    return Result(data_set.name, suggester.name, figures(records), tuple(records))


async def type_all(
    suggester: Suggester, items: Sequence[Item], *, lanes: int, progress: Progress
) -> list[Typed]:
    """Type the texts, ``lanes`` at a time; the records are in the order of the items.

    Which lane types which text is fixed, so that each prompt cache sees the same texts in the same
    order in every run.
    """
    records: dict[int, Typed] = {}

    async def person(lane: int) -> None:
        await suggester.prepare(lane)
        for number in range(lane, len(items), lanes):
            item = items[number]
            records[number] = await type_text(item, suggester.begin(item, lane))
            progress(len(item.text))

    people = [asyncio.create_task(person(lane)) for lane in range(min(lanes, len(items)))]
    try:
        await asyncio.gather(*people)
    finally:
        for one in people:
            one.cancel()
        await asyncio.wait(people)
    return [records[number] for number in range(len(items))]
