"""Reads a known text as a model would have written it: how probable was each of its tokens?"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import dataclass

from autocomplete.language_model.interface import Distribution, LanguageModel, Prompt, Token

# Of about 50,000 tokens; the rest are so improbable that hardly a text holds one.
ALTERNATIVES = 5000


@dataclass(frozen=True, slots=True)
class ReadToken:
    """One token of a known text; ``start`` is its first byte, counted from 0.

    ``logprob`` is the natural logarithm of its probability, given all that stands before it. Where
    ``below`` is true, no alternative that the server showed spells what stands there: the token is
    then a whole character, and its log-probability is at most ``logprob``, the least one shown.
    ``position`` is the distribution at this place.
    """

    start: int
    text: bytes
    logprob: float
    below: bool
    position: Distribution


async def read(
    model: LanguageModel, before: str, text: str, *, lane: int = 0
) -> AsyncGenerator[ReadToken]:
    """Yield the tokens that spell ``text`` behind ``before``, in order.

    Servers do not tell the log-probabilities of a prompt's own tokens, so the known text is walked:
    one request and one evaluated token for each of its tokens. At every step the longest
    alternative that the text goes on with is its next token, which is how tokenisers cut nearly
    everywhere; the product of the probabilities is therefore that of one path, and a lower bound of
    the text's. Raises ModelError.
    """
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
        least = min((token.logprob for token in position.tokens), default=0.0)
        yield ReadToken(start, encoded[start:end], least, True, position)
        start = end
        prompt = Prompt(before + text[:done])


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
