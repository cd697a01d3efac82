"""A small language model over letters and words, made up so that a test can foresee its answers."""

from __future__ import annotations

import math
import random
from collections.abc import AsyncGenerator

from autocomplete.language_model.interface import (
    Capabilities,
    Distribution,
    Prompt,
    Step,
    Token,
    concatenated,
)
from autocomplete.language_model.sampling import Draw

VOCABULARY = (
    b" the", b" cat", b" sat", b" on", b" mat", b"The", b" dog", b" ran", b".", b"?", b" c", b"at",
    b"T", b"h", b"e", b" ", b"s", b"a", b"t", b"m", b"\xc3", b"\xa9",
)  # fmt: skip
SENTENCE = "The cat sat on the mat."


class WordModel:
    """Continues SENTENCE where the text is a beginning of it, and is less sure elsewhere.

    ``asked`` holds every prompt's text, with its path spelled out.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []

    async def capabilities(self) -> Capabilities:
        return Capabilities("words", 100, token_paths=True)

    def distribution(self, text: str, alternatives: int) -> Distribution:
        line = text.rpartition("\n")[2]
        weights = [1.0 + (number * 7 + len(line)) % 5 for number in range(len(VOCABULARY))]
        ending = 1.0
        if SENTENCE.startswith(line):
            rest = SENTENCE[len(line) :].encode()
            for number, token in enumerate(VOCABULARY):
                if rest.startswith(token):
                    weights[number] += 40 * len(token)
            ending += 200 * (not rest)
        total = sum(weights) + ending
        tokens = sorted(
            (
                Token(text, math.log(weight / total), number)
                for number, (text, weight) in enumerate(zip(VOCABULARY, weights, strict=True))
            ),
            key=lambda token: -token.logprob,
        )
        return Distribution(tuple(tokens[:alternatives]), ending / total, alternatives)

    async def walk(
        self, prompt: Prompt, *, alternatives: int, depth: int = 1, lane: int = 0
    ) -> AsyncGenerator[Step]:
        text = prompt.text + concatenated(prompt.tokens).decode("utf-8", "replace")
        for _ in range(depth):
            self.asked.append(text)
            distribution = self.distribution(text, alternatives)
            yield Step(distribution, 1, 0.1)
            if distribution.end_probability > distribution.tokens[0].probability:
                return
            text += distribution.tokens[0].text.decode("utf-8", "replace")

    async def draw(
        self, text: str, *, depth: int, seed: int, lane: int = 0
    ) -> AsyncGenerator[Draw]:
        dice = random.Random(seed)
        for _ in range(depth):
            self.asked.append(text)
            distribution = self.distribution(text, len(VOCABULARY))
            left = dice.random()
            drawn = None
            for token in distribution.tokens:
                left -= token.probability
                if left < 0:
                    drawn = token
                    break
            if drawn is None:
                yield Draw(None, math.log(distribution.end_probability), 1)
                return
            yield Draw(drawn, drawn.logprob, 1)
            text += drawn.text.decode("utf-8", "replace")
