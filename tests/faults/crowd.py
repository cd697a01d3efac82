"""Some people who type at once, at one process or at several."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from autocomplete.loadtest.person import Person
from autocomplete.loadtest.typist import address
from tests.faults.reconnecting import ReconnectingTypist

# The words of the stand-in model, so that some of what it suggests is taken.
SENTENCES = ("I have one two three.", "See one tower two one.", "We had two one three one two.")


@asynccontextmanager
async def typing(
    urls: Sequence[str], people: int, *, keys_per_second: float = 8.0
) -> AsyncIterator[list[ReconnectingTypist]]:
    """Have so many type while the block runs.

    They begin at the addresses in turn. At the end of the block all have stopped, and waited for
    their reports to be acknowledged.
    """
    to = [address(url) for url in urls]
    typists = [
        ReconnectingTypist(
            to[number % len(to) :] + to[: number % len(to)],
            Person(SENTENCES, keys_per_second, seed=number),
        )
        for number in range(people)
    ]
    tasks = [asyncio.create_task(typist.type()) for typist in typists]
    try:
        yield typists
        for typist in typists:
            typist.stop()
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def everyone_goes_on(typists: Sequence[ReconnectingTypist], *, within: float) -> None:
    """Wait until each of them got three more lists."""
    before = [typist.lists.total() for typist in typists]
    async with asyncio.timeout(within):
        while any(
            typist.lists.total() < lists + 3 for typist, lists in zip(typists, before, strict=True)
        ):
            await asyncio.sleep(0.02)


async def reports_are_acknowledged(
    typists: Sequence[ReconnectingTypist], reports: int, *, within: float
) -> None:
    """Wait until so many more reports of theirs are acknowledged, taken together."""
    wanted = sum(len(typist.acknowledged) for typist in typists) + reports
    async with asyncio.timeout(within):
        while sum(len(typist.acknowledged) for typist in typists) < wanted:
            await asyncio.sleep(0.02)
