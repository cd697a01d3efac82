"""How much a context helps a model to foresee a text: bits per character with and without it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from autocomplete.language_model.interface import (
    Distribution,
    LanguageModel,
    Prompt,
    Token,
)

# Of about 50,000 tokens; the rest are so improbable that hardly a text holds one.
ALTERNATIVES = 5000


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

    Servers do not tell the log-probabilities of a prompt's own tokens, so the known text is walked:
    one request and one evaluated token for each of its tokens. At every step the longest
    alternative that the text goes on with is its next token, which is how tokenisers cut nearly
    everywhere; the sum is therefore that of one path, and an upper bound. Raises ModelError.
    """
    rest = text.encode()
    prompt = Prompt(before)
    bits = 0.0
    guessed = 0
    while rest:
        distribution = await _distribution(model, prompt, lane)
        token = longest_agreeing(distribution, rest)
        if token is not None:
            bits -= token.logprob / math.log(2)
            rest = rest[len(token.text) :]
            prompt = Prompt(prompt.text, (*prompt.tokens, token))
            continue
        bits -= min(token.logprob for token in distribution.tokens) / math.log(2)
        guessed += 1
        # The path may have stopped inside the character, which is then spelled anew, as a whole.
        done = len(text.encode()[: -len(rest)].decode("utf-8", "ignore")) + 1
        prompt = Prompt(before + text[:done])
        rest = text[done:].encode()
    return Bits(bits, len(text), guessed)


def longest_agreeing(distribution: Distribution, rest: bytes) -> Token | None:
    """The longest alternative that ``rest`` starts with, the likeliest one among equals."""
    agreeing = [token for token in distribution.tokens if rest.startswith(token.text)]
    return max(agreeing, key=lambda token: len(token.text), default=None)


async def _distribution(model: LanguageModel, prompt: Prompt, lane: int) -> Distribution:
    async for step in model.walk(prompt, alternatives=ALTERNATIVES, lane=lane):
        return step.distribution
    raise AssertionError("a walk yields at least one step or raises")
