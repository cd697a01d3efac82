"""The one model request of a session: it outlives its keystroke if the next one wants the same."""

from __future__ import annotations

import asyncio
import math
import time
from dataclasses import dataclass, replace
from os.path import commonprefix

from autocomplete.language_model.interface import LanguageModel, Prompt, Step
from autocomplete.metrics import keystrokes
from autocomplete.model_pool.turns import Place, Turns
from autocomplete.ranking.search import Expansion

# Some 30 tokens, which the embedded model reads in a fifth of a second.
PIECE_CHARACTERS = 120
# Whoever replaces two requests within this time waits as long for the next input before asking
# anew, where others ask too. People begin two words a second at most; a held key repeats every
# 33 ms, and nobody reads a list in that time.
REPLACED_SECONDS = 0.25


@dataclass(frozen=True, slots=True)
class _Request:
    expansion: Expansion
    task: asyncio.Task[Step]

    def answers(self, expansion: Expansion) -> bool:
        """Whether this request asks for all that ``expansion`` wants."""
        return expansion.answered_by(self.expansion)


class Asking:
    """Asks the model for one distribution at a time.

    Inside a word every keystroke wants the same distribution. If each ended the request of the one
    before, somebody who types faster than a busy model answers would never be shown a list.

    An answer belongs to whoever waits for it, so its cost is counted once. ``untaken`` counts the
    requests whose answer nobody waited for to the end.
    """

    def __init__(self, model: LanguageModel, lane: int, turns: Turns) -> None:
        self._model = model
        self._lane = lane
        self._turns = turns
        self._place = Place()
        self._read = ""
        self._on_model = False
        self._ends_soon = False
        self._replaced_at = -math.inf
        self._hurried = False
        self._waiting_since: float | None = None
        self._request: _Request | None = None
        self._ending: set[asyncio.Task[Step]] = set()
        self.untaken = 0

    def keep_only(self, expansion: Expansion | None) -> None:
        """End the request under way, on the server too, unless it answers ``expansion``.

        Where others wait, one that the model has begun with is left to its end.
        """
        if expansion is None:
            self._waiting_since = None
            for task in self._ending:
                task.cancel()
        request = self._request
        if request is None or (expansion is not None and request.answers(expansion)):
            return
        self._request = None
        now = time.monotonic()
        self._hurried = now - self._replaced_at < REPLACED_SECONDS
        self._replaced_at = now
        self.untaken += 1
        if expansion is not None and self._on_model and self._turns.pressure != "none":
            # Ended now, somebody who types faster than an overloaded model answers would never be
            # shown a list; and what it has read by the end, the next one need not read.
            self._ends_soon = True
        elif not request.task.cancel():
            return
        self._ending.add(request.task)
        request.task.add_done_callback(self._ending.discard)

    async def join_or_replace(self, expansion: Expansion, *, refining: bool) -> Step | None:
        """Return what the model answers, or None if ``keep_only`` ended the request meanwhile.

        ``refining`` tells that a list can be seen meanwhile: others' first lists come before it.

        Joins the request under way if it answers ``expansion`` too, whether it succeeds or fails.
        One that does not has ended before the new one begins: both would use one prompt cache.
        Cancelling the task that waits here leaves the request to the next one. Raises ModelError.
        """
        self.keep_only(expansion)
        if self._ending:
            await asyncio.wait(self._ending)
        joined = self._request
        if joined is None and not refining and self._waiting_since is not None:
            # What was answered last showed nothing: one wait for a list, not two.
            self._place.since = self._waiting_since
        self._waiting_since = None
        request = self._request = joined or self._begin(expansion)
        # Whoever joins a refinement without a list to look at is in its place from then on.
        self._place.refining = refining
        since = time.perf_counter()
        await asyncio.wait({request.task})
        if self._request is not request:
            return None
        self._request = None
        self._waiting_since = self._place.served_since
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
        self._turns.leave(self._place)

    def _begin(self, expansion: Expansion) -> _Request:
        task = asyncio.create_task(self._ask(expansion))
        task.add_done_callback(_take_note)
        return _Request(expansion, task)

    async def _ask(self, expansion: Expansion) -> Step:
        prompt = expansion.prompt
        read_tokens = 0
        self._ends_soon = False
        if self._hurried and self._turns.shared(self._place):
            await asyncio.sleep(REPLACED_SECONDS)
        self._hurried = False
        for piece in self._pieces(prompt.text):
            if not self._turns.shared(self._place):
                break
            read_tokens += (await self._step(Prompt(piece), 1)).evaluated_tokens
            if self._ends_soon:
                raise asyncio.CancelledError
        step = await self._step(prompt, expansion.alternatives)
        return replace(step, evaluated_tokens=step.evaluated_tokens + read_tokens)

    async def _step(self, prompt: Prompt, alternatives: int) -> Step:
        since = time.perf_counter()
        async with self._turns.turn(self._place):
            keystrokes.queued(time.perf_counter() - since)
            self._on_model = True
            try:
                [step] = [
                    step
                    async for step in self._model.walk(
                        prompt, alternatives=alternatives, lane=self._lane
                    )
                ]
            finally:
                self._on_model = False
        self._read = prompt.text
        return step

    def _pieces(self, text: str) -> list[str]:
        """The beginnings of a long prompt that are read one after the other, where others wait.

        llama.cpp reads a prompt to its end before it turns to those on later lanes. What this
        session's last prompt had in common with it is in the lane's cache.
        """
        known = len(commonprefix([self._read, text])) if self._read else len(text)
        ends = range(known + PIECE_CHARACTERS, len(text) - PIECE_CHARACTERS, PIECE_CHARACTERS)
        return [text[: text.find(" ", end)] for end in ends if text.find(" ", end) > 0]


def _take_note(task: asyncio.Task[Step]) -> None:
    """Have asyncio know that a failure was seen, also one that nobody waited for."""
    if not task.cancelled():
        task.exception()
