"""Several simulated people type at once, each on a prompt cache of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence

from autocomplete.evaluation.items import Item
from autocomplete.evaluation.simulation import Typed, type_text
from autocomplete.evaluation.suggesters import Suggester

# Called with the number of characters that were typed since the last call.
Progress = Callable[[int], object]


async def type_all(
    suggester: Suggester, items: Sequence[Item], *, lanes: int, progress: Progress
) -> list[Typed]:
    """Type the texts, ``lanes`` at a time; the records are in the order of the items.

    Which lane types which text is fixed, so that each prompt cache sees the same texts in the same
    order in every run. Raises ModelError.
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
