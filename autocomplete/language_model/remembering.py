"""A language model that is asked each question once, however often it is put.

For a run that types the same texts again and again at other thresholds, and for labels that begin
behind the same question.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

import msgspec

from autocomplete.language_model.interface import Capabilities, LanguageModel, Prompt, Step


@dataclass(frozen=True, slots=True)
class _Question:
    """What the answer depends on, and no lane: which prompt cache is used changes only its cost."""

    text: str
    path: tuple[bytes, ...]
    begun: bytes
    alternatives: int
    depth: int


class RememberingModel:
    """Asks ``model`` what it was not asked before; the rest is answered from memory.

    A remembered answer states the cost that it had the first time. ``asked`` counts the questions
    that went to the model.
    """

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        # Packed, an answer of 5,000 alternatives takes some 50 kB instead of 600.
        self._answers: dict[_Question, bytes] = {}
        self.asked = 0

    async def capabilities(self) -> Capabilities:
        return await self._model.capabilities()

    async def walk(
        self, prompt: Prompt, *, alternatives: int, depth: int = 1, lane: int = 0
    ) -> AsyncGenerator[Step]:
        """See LanguageModel.walk. A walk that was not followed to its end is not remembered."""
        path = tuple(token.text for token in prompt.tokens)
        begun = prompt.begun.text if prompt.begun is not None else b""
        question = _Question(prompt.text, path, begun, alternatives, depth)
        packed = self._answers.get(question)
        if packed is None:
            self.asked += 1
            steps = []
            async with aclosing(
                self._model.walk(prompt, alternatives=alternatives, depth=depth, lane=lane)
            ) as walked:
                async for step in walked:
                    steps.append(step)
                    yield step
            self._answers[question] = zlib.compress(msgspec.msgpack.encode(steps), level=1)
            return
        for step in msgspec.msgpack.decode(zlib.decompress(packed), type=list[Step]):
            yield step
