"""The one model request of a session: it outlives its keystroke if the next one wants the same."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, replace

from autocomplete.language_model.interface import LanguageModel, Step
from autocomplete.ranking.search import Expansion


@dataclass(frozen=True, slots=True)
class _Request:
    expansion: Expansion
    task: asyncio.Task[Step]

    def answers(self, expansion: Expansion) -> bool:
        """Whether this request asks for all that ``expansion`` wants."""
        return (
            self.expansion.node is expansion.node
            and self.expansion.alternatives >= expansion.alternatives
        )


class Asking:
    """Asks the model for one distribution at a time.

    Inside a word every keystroke wants the same distribution. If each ended the request of the one
    before, somebody who types faster than a busy model answers would never be shown a list.

    An answer belongs to whoever waits for it, so its cost is counted once. ``untaken`` counts the
    requests whose answer nobody waited for to the end.
    """

    def __init__(self, model: LanguageModel, lane: int) -> None:
        self._model = model
        self._lane = lane
        self._request: _Request | None = None
        self._ending: set[asyncio.Task[Step]] = set()
        self.untaken = 0

    def keep_only(self, expansion: Expansion | None) -> None:
        """End the request under way, on the server too, unless it answers ``expansion``."""
        request = self._request
        if request is None or (expansion is not None and request.answers(expansion)):
            return
        self._request = None
        self.untaken += 1
        if request.task.cancel():
            self._ending.add(request.task)
            request.task.add_done_callback(self._ending.discard)

    async def join_or_replace(self, expansion: Expansion) -> Step | None:
        """Return what the model answers, or None if ``keep_only`` ended the request meanwhile.

        Joins the request under way if it answers ``expansion`` too, whether it succeeds or fails.
        One that does not has ended before the new one begins: both would use one prompt cache.
        Cancelling the task that waits here leaves the request to the next one. Raises ModelError.
        """
        self.keep_only(expansion)
        if self._ending:
            await asyncio.wait(self._ending)
        joined = self._request
        request = self._request = joined or self._begin(expansion)
        since = time.perf_counter()
        await asyncio.wait({request.task})
        if self._request is not request:
            return None
        self._request = None
        step = request.task.result()
        if joined is None:
            return step
        # The time before it joined was another keystroke's.
        return replace(step, model_ms=min(step.model_ms, (time.perf_counter() - since) * 1000))

    async def aclose(self) -> None:
        """End the request under way and return when it has ended."""
        self.keep_only(None)
        if self._ending:
            await asyncio.wait(self._ending)

    def _begin(self, expansion: Expansion) -> _Request:
        task = asyncio.create_task(self._ask(expansion))
        task.add_done_callback(_take_note)
        return _Request(expansion, task)

    async def _ask(self, expansion: Expansion) -> Step:
        [step] = [
            step
            async for step in self._model.walk(
                expansion.node.prompt, alternatives=expansion.alternatives, lane=self._lane
            )
        ]
        return step


def _take_note(task: asyncio.Task[Step]) -> None:
    """Have asyncio know that a failure was seen, also one that nobody waited for."""
    if not task.cancelled():
        task.exception()
