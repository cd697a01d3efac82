"""A language model that tells what is evaluated on it, whatever becomes of the answer."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from autocomplete.language_model.interface import (
    Capabilities,
    LanguageModel,
    Piece,
    Prompt,
    Step,
    tokenised,
)


class MeteredModel:
    """Calls ``spend`` with the tokens of every step of ``model``, at work ahead too.

    The second argument is the model's name, empty before its capabilities were asked for.
    """

    def __init__(self, model: LanguageModel, spend: Callable[[int, str], None]) -> None:
        self._model = model
        self._name = ""
        self._spend = spend

    async def capabilities(self) -> Capabilities:
        found = await self._model.capabilities()
        self._name = found.model
        return found

    async def tokenised(self, text: str) -> tuple[Piece, ...] | None:
        """Not charged for: it is no work for the model."""
        return await tokenised(self._model, text)

    async def walk(
        self, prompt: Prompt, *, alternatives: int, depth: int = 1, lane: int = 0
    ) -> AsyncGenerator[Step]:
        async with aclosing(
            self._model.walk(prompt, alternatives=alternatives, depth=depth, lane=lane)
        ) as steps:
            async for step in steps:
                self._spend(step.evaluated_tokens, self._name)
                yield step
