"""How sure a model is of a text: every token's probability, the sum, and the weakest spots."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from autocomplete.judging.known_text import ReadToken, read
from autocomplete.language_model.interface import Capabilities, LanguageModel, tokenised

WEAKEST = 3
EXPECTED = 3


@dataclass(frozen=True, slots=True)
class ScoredToken:
    """One token, as much of it as is whole characters.

    ``start`` and ``end`` count characters (Unicode code points) of the text from 0, ``start_byte``
    and ``end_byte`` its UTF-8 bytes; ``end`` is the first one behind. A token that begins or ends
    inside a character counts that character as its own. ``logprob`` is the natural logarithm of
    ``probability``. Where ``below`` is true, the server did not show the token: both are what it is
    at most.
    """

    text: str
    start: int
    end: int
    start_byte: int
    end_byte: int
    logprob: float
    probability: float
    below: bool


@dataclass(frozen=True, slots=True)
class Expected:
    """What the model would have written instead, and how probably (0 to 1)."""

    text: str
    probability: float


@dataclass(frozen=True, slots=True)
class WeakSpot:
    """A place where the text surprised the model; ``token`` counts the score's tokens from 0."""

    token: int
    expected: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """What a model makes of a text.

    ``logprob`` is the sum over ``tokens``; ``bits_per_character`` is the same per character, in
    bits: 0 for a text that was certain. Where ``not_shown`` is above 0, that many tokens were not
    among the alternatives, so ``logprob`` is at most, and ``bits_per_character`` at least, what
    they are. ``weakest`` are the least probable tokens, the worst first. ``approximations`` say
    what else keeps the numbers from being exact.
    """

    model: str
    tokens: tuple[ScoredToken, ...]
    logprob: float
    bits_per_character: float
    not_shown: int
    weakest: tuple[WeakSpot, ...]
    approximations: tuple[str, ...]


async def score(model: LanguageModel, before: str, text: str, *, lane: int = 0) -> Score:
    """Score ``text``, which must not be empty, behind ``before``. Raises ModelError."""
    capabilities = await model.capabilities()
    pieces = await tokenised(model, text)
    async with aclosing(read(model, before, text, pieces=pieces, lane=lane)) as reading:
        tokens = [token async for token in reading]
    return scored(capabilities, text, tokens)


def scored(capabilities: Capabilities, text: str, tokens: Sequence[ReadToken]) -> Score:
    """The score of a text from its tokens as they were read."""
    logprob = math.fsum(token.logprob for token in tokens)
    weakest = sorted(range(len(tokens)), key=lambda number: tokens[number].logprob)[:WEAKEST]
    return Score(
        model=capabilities.model,
        tokens=tuple(_scored_tokens(text, tokens)),
        logprob=logprob,
        bits_per_character=-logprob / math.log(2) / len(text),
        not_shown=sum(token.below for token in tokens),
        weakest=tuple(WeakSpot(number, _expected(tokens[number])) for number in weakest),
        approximations=capabilities.approximations,
    )


def _scored_tokens(text: str, tokens: Iterable[ReadToken]) -> Iterable[ScoredToken]:
    # The character that each byte belongs to, and one more for the end.
    owner = [number for number, one in enumerate(text) for _ in one.encode()]
    for token in tokens:
        end_byte = token.start + len(token.text)
        start, end = owner[token.start], owner[end_byte - 1] + 1
        yield ScoredToken(
            text=text[start:end],
            start=start,
            end=end,
            start_byte=token.start,
            end_byte=end_byte,
            logprob=token.logprob,
            probability=math.exp(token.logprob),
            below=token.below,
        )


def _expected(token: ReadToken) -> tuple[Expected, ...]:
    return tuple(
        Expected(one.text.decode("utf-8", "replace"), one.probability)
        for one in token.position.tokens[:EXPECTED]
    )
