"""How much a context helps a model to foresee a text: bits per character with and without it."""

from __future__ import annotations

import math
from contextlib import aclosing
from dataclasses import dataclass

from autocomplete.judging.known_text import read
from autocomplete.language_model.interface import LanguageModel


@dataclass(frozen=True, slots=True)
class Bits:
    """The information of a text under a model; ``guessed`` characters were among no alternatives.

    Those are counted with the least probability shown, so that they cost too little, not too much.
    """

    bits: float
    characters: int
    guessed: int

    def __add__(self, other: Bits) -> Bits:
        return Bits(
            self.bits + other.bits,
            self.characters + other.characters,
            self.guessed + other.guessed,
        )

    @property
    def per_character(self) -> float:
        return self.bits / self.characters


NO_BITS = Bits(0.0, 0, 0)


async def text_bits(model: LanguageModel, before: str, text: str, *, lane: int = 0) -> Bits:
    """Sum -log2 of the probabilities of the tokens that spell ``text`` behind ``before``.

    The sum is that of one path, and an upper bound; see known_text.py. Raises ModelError.
    """
    bits = 0.0
    guessed = 0
    async with aclosing(read(model, before, text, lane=lane)) as tokens:
        async for token in tokens:
            bits -= token.logprob / math.log(2)
            guessed += token.below
    return Bits(bits, len(text), guessed)
