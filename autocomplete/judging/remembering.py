"""A language model that is asked the same thing once only."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from autocomplete.language_model.interface import Capabilities, LanguageModel, Prompt, Step


class Remembering:
    """Keeps the first step behind each prompt, for as long as this object lives.

    Labels begin behind the same question and often with the same token. Only for one number of
    alternatives and a depth of 1.
    """

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._steps: dict[Prompt, Step] = {}

    async def capabilities(self) -> Capabilities:
        return await self._model.capabilities()

    async def walk(
        self, prompt: Prompt, *, alternatives: int, depth: int = 1, lane: int = 0
    ) -> AsyncGenerator[Step]:
        if prompt not in self._steps:
            asked = self._model.walk(prompt, alternatives=alternatives, depth=depth, lane=lane)
            async with aclosing(asked) as steps:
                async for step in steps:
                    self._steps[prompt] = step
        yield self._steps[prompt]
