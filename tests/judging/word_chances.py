"""A language model that answers with chosen probabilities, by what the text in front ends with."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator, Callable, Mapping

from autocomplete.language_model.interface import (
    Capabilities,
    Distribution,
    Prompt,
    Step,
    Token,
    concatenated,
)

Chances = Mapping[str, float]


class WordChances:
    """Answers a text with ``chances(text)``: next tokens and their probabilities.

    ``asked`` holds every text that was asked about, with its path spelled out.
    """

    def __init__(
        self, chances: Callable[[str], Chances], *, name: str = "made up", most: int = 5000
    ) -> None:
        self._chances = chances
        self._name = name
        self._most = most
        self.asked: list[str] = []

    async def capabilities(self) -> Capabilities:
        return Capabilities(self._name, self._most, token_paths=True)

    async def walk(
        self, prompt: Prompt, *, alternatives: int, depth: int = 1, lane: int = 0
    ) -> AsyncGenerator[Step]:
        text = prompt.text + concatenated(prompt.tokens).decode("utf-8", "surrogateescape")
        self.asked.append(text)
        ordered = sorted(self._chances(text).items(), key=lambda chance: -chance[1])
        tokens = tuple(Token(word.encode(), math.log(share)) for word, share in ordered)
        asked_for = min(alternatives, self._most)
        yield Step(Distribution(tokens[:asked_for], 0.0, asked_for), 1, 0.1)
