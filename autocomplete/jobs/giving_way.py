"""A language model as jobs ask it: people who type come first."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

from autocomplete.language_model.errors import (
    ModelTimeout,
    ModelUnavailable,
    UnknownAddress,
)
from autocomplete.language_model.interface import Capabilities, Piece, Prompt, Step, tokenised
from autocomplete.language_model.sampling import Draw, SamplingModel

# How soon a request that takes long is ended after a keystroke, in seconds.
LOOK_SECONDS = 0.02
# A request that is as short as most is not ended: it would have to be asked again.
SHORT_SECONDS = 0.05
# While people type without end, one request goes through so often, lest a job never end.
MOST_WAIT_SECONDS = 1.0
# A model that is away is waited for so long: it may be restarting.
PATIENCE_SECONDS = 60.0
RETRY_SECONDS = 2.0


class GivingWay:
    """Asks ``model`` on one lane while nobody types.

    A long request is ended when somebody begins to; it is asked again afterwards, of which its lane
    of llama.cpp's server has kept what was read. While people type without a pause, one request a
    second goes through. A server that is away is asked again for a minute.
    """

    def __init__(
        self, model: SamplingModel, typing: Callable[[], Awaitable[bool]], *, lane: int
    ) -> None:
        self._model = model
        self._typing = typing
        self._lane = lane
        self.waiting = False
        self._unreachable_since: float | None = None

    async def capabilities(self) -> Capabilities:
        return await self._model.capabilities()

    async def tokenised(self, text: str) -> tuple[Piece, ...] | None:
        return await tokenised(self._model, text)

    async def walk(
        self, prompt: Prompt, *, alternatives: int, depth: int = 1, lane: int = 0
    ) -> AsyncGenerator[Step]:
        """See LanguageModel.walk; whatever ``lane`` says, the job's own is used.

        A walk of several steps, of which its caller may want only the first, is not ended.
        """
        if depth > 1:
            await self._quiet()
            walk = self._model.walk(prompt, alternatives=alternatives, depth=depth, lane=self._lane)
            async with aclosing(walk) as steps:
                async for step in steps:
                    yield step
            return
        for step in await self._asked(prompt, alternatives):
            yield step

    async def draw(
        self, text: str, *, depth: int, seed: int, lane: int = 0
    ) -> AsyncGenerator[Draw]:
        """See SamplingModel.draw; not ended either."""
        await self._quiet()
        draws = self._model.draw(text, depth=depth, seed=seed, lane=self._lane)
        async with aclosing(draws) as drawn:
            async for draw in drawn:
                yield draw

    async def _asked(self, prompt: Prompt, alternatives: int) -> list[Step]:
        while True:
            await self._quiet()
            asking = asyncio.create_task(self._ask(prompt, alternatives))
            try:
                if await self._through(asking):
                    steps = asking.result()
                    self._unreachable_since = None
                    return steps
            except UnknownAddress:
                raise
            except (ModelUnavailable, ModelTimeout) as error:
                await self._wait_for_server(error)
            finally:
                asking.cancel()
                await asyncio.wait({asking})

    async def _ask(self, prompt: Prompt, alternatives: int) -> list[Step]:
        walk = self._model.walk(prompt, alternatives=alternatives, lane=self._lane)
        return [step async for step in walk]

    async def _quiet(self) -> None:
        """Wait until nobody types, but not for ever."""
        since = time.monotonic()
        try:
            while await self._typing() and time.monotonic() - since < MOST_WAIT_SECONDS:
                self.waiting = True
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            self.waiting = False

    async def _through(self, asking: asyncio.Task[list[Step]]) -> bool:
        """Whether the request came to its end; False if somebody began to type."""
        quiet = not await self._typing()
        done, _ = await asyncio.wait({asking}, timeout=SHORT_SECONDS)
        # What was let through while people type is not ended by their typing.
        while not done:
            if quiet and await self._typing():
                return False
            done, _ = await asyncio.wait({asking}, timeout=LOOK_SECONDS)
        return True

    async def _wait_for_server(self, error: ModelUnavailable | ModelTimeout) -> None:
        now = time.monotonic()
        self._unreachable_since = self._unreachable_since or now
        if now - self._unreachable_since > PATIENCE_SECONDS:
            raise error
        wait_ms = error.retry_after_ms
        await asyncio.sleep(RETRY_SECONDS if wait_ms is None else wait_ms / 1000)
