"""Reads a known text as a model would have written it: how probable was each of its tokens?"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass

from autocomplete.language_model.interface import (
    Distribution,
    LanguageModel,
    Piece,
    Prompt,
    Token,
)

# Of about 50,000 tokens; the rest are so improbable that hardly a text holds one.
ALTERNATIVES = 5000


@dataclass(frozen=True, slots=True)
class ReadToken:
    """One token of a known text; ``start`` is its first byte, counted from 0.

    ``logprob`` is the natural logarithm of its probability, given all that stands before it. Where
    ``below`` is true, the token is not among the alternatives that the server showed, and its
    log-probability is at most ``logprob``, the least one shown. ``position`` is the distribution at
    this place.
    """

    start: int
    text: bytes
    logprob: float
    below: bool
    position: Distribution


async def read(
    model: LanguageModel,
    before: str,
    text: str,
    *,
    pieces: Sequence[Piece] | None = None,
    lane: int = 0,
) -> AsyncGenerator[ReadToken]:
    """Yield the tokens that spell ``text`` behind ``before``, in order.

    Servers do not tell the log-probabilities of a prompt's own tokens, so the known text is walked:
    one request and one evaluated token for each of its tokens. ``pieces`` are those that its server
    cuts it into. Without them the longest alternative that the text goes on with is the next token,
    which is how tokenisers cut nearly everywhere but in rare words, and a character that no
    alternative begins with is a token of its own. The product of the probabilities is that of one
    path, and a lower bound of the text's. Raises ModelError.
    """
    reading = (
        _pieces(model, before, pieces, lane) if pieces else _longest(model, before, text, lane)
    )
    async with aclosing(reading) as tokens:
        async for token in tokens:
            yield token


async def _pieces(
    model: LanguageModel, before: str, pieces: Sequence[Piece], lane: int
) -> AsyncGenerator[ReadToken]:
    path: tuple[Token, ...] = ()
    start = 0
    for piece in pieces:
        position = await distribution(model, Prompt(before, path), lane=lane)
        shown = next((token for token in position.tokens if token.id == piece.id), None)
        token = shown or Token(piece.text, _least(position), piece.id)
        yield ReadToken(start, token.text, token.logprob, shown is None, position)
        start += len(token.text)
        path = (*path, token)


async def _longest(
    model: LanguageModel, before: str, text: str, lane: int
) -> AsyncGenerator[ReadToken]:
    encoded = text.encode()
    prompt = Prompt(before)
    start = 0
    while start < len(encoded):
        position = await distribution(model, prompt, lane=lane)
        token = longest_agreeing(position, encoded[start:])
        if token is not None:
            yield ReadToken(start, token.text, token.logprob, False, position)
            start += len(token.text)
            prompt = Prompt(prompt.text, (*prompt.tokens, token))
            continue
        # The path may have stopped inside the character, which is then spelled anew, as a whole.
        done = len(encoded[:start].decode("utf-8", "ignore")) + 1
        end = len(text[:done].encode())
        yield ReadToken(start, encoded[start:end], _least(position), True, position)
        start = end
        prompt = Prompt(before + text[:done])


def _least(position: Distribution) -> float:
    """What the log-probability of a token that was not shown is at most."""
    return min((token.logprob for token in position.tokens), default=0.0)


def longest_agreeing(position: Distribution, rest: bytes) -> Token | None:
    """The longest alternative that ``rest`` starts with, the likeliest one among equals."""
    agreeing = [token for token in position.tokens if rest.startswith(token.text)]
    return max(agreeing, key=lambda token: len(token.text), default=None)


async def distribution(
    model: LanguageModel, prompt: Prompt, *, alternatives: int = ALTERNATIVES, lane: int = 0
) -> Distribution:
    """What the model would write next behind ``prompt``. Raises ModelError."""
    # Read to its end, lest the connection be closed.
    [step] = [step async for step in model.walk(prompt, alternatives=alternatives, lane=lane)]
    return step.distribution
