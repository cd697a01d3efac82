"""Reads llama.cpp's vocabulary, and tries whether it tells of tokens by their beginning."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace

from autocomplete.language_model import answers, begun_token
from autocomplete.language_model.dialect import Dialect
from autocomplete.language_model.errors import ModelError, UnusableAnswer
from autocomplete.language_model.interface import Distribution
from autocomplete.language_model.probing import ANYTHING
from autocomplete.language_model.request_body import request_body
from autocomplete.language_model.transport import Transport
from autocomplete.language_model.vocabulary import Vocabulary

logger = logging.getLogger(__name__)

# More than any vocabulary has: as many as it has are told, in some 100 bytes each.
WHOLE_VOCABULARY = 10_000_000
# The 150,000 tokens of Qwen take some 15 MB; those of Gemma 3, 262,000, would take 27, and seconds
# at each start. Models with so many are asked for wide lists instead.
LARGEST_VOCABULARY_BYTES = 20_000_000
TRIED_ALTERNATIVES = 200
# By how much a token's log-probability may differ from one answer to the next.
LARGEST_DIFFERENCE = 0.1


async def probe_begun(transport: Transport, model: str, dialect: Dialect) -> Vocabulary | None:
    """The vocabulary, where tokens can be asked for by their beginning.

    None where an attempt does not tell what the list of all alternatives tells.
    """
    if not dialect.token_paths:
        return None
    found = await _tried(transport, model, dialect)
    if found is None:
        logger.info(
            "The model %s at %s does not tell of tokens by their beginning: half-typed words are"
            " looked for among its %d likeliest ones.",
            model,
            dialect.path,
            dialect.most_alternatives,
        )
    return found


async def _tried(transport: Transport, model: str, dialect: Dialect) -> Vocabulary | None:
    try:
        told, vocabulary = await _all_alternatives(transport, model, dialect)
        # Every model knows words of two letters behind a space, and others that begin like them.
        longer = next(token for token in told.tokens[1:] if len(token.text) > 2)
        begun = told.begun_by(longer.text[:2])
        if begun is None:
            return None
        agreeing = vocabulary.agreeing(begun.text)
        body = request_body(
            dialect, model, ANYTHING, alternatives=TRIED_ALTERNATIVES, depth=1, stream=False
        ) | begun_token.fields(begun, agreeing, TRIED_ALTERNATIVES)
        [found] = [
            one
            async for payload in transport.post(dialect.path, body)
            for one in begun_token.distributions(
                answers.decode(payload), begun, agreeing, TRIED_ALTERNATIVES
            )
        ]
    except (ModelError, StopIteration, ValueError):
        return None
    expected = {token.id: token.logprob for token in told.tokens}
    if len(found.tokens) < 2 or any(
        abs(expected[token.id] - token.logprob) > LARGEST_DIFFERENCE
        for token in found.tokens
        if token.id in expected
    ):
        return None
    return vocabulary


async def _all_alternatives(
    transport: Transport, model: str, dialect: Dialect
) -> tuple[Distribution, Vocabulary]:
    """The longest possible list of alternatives, and all tokens. Raises ModelError."""
    wide = replace(dialect, most_alternatives=WHOLE_VOCABULARY)
    body = request_body(wide, model, ANYTHING, alternatives=WHOLE_VOCABULARY, depth=1, stream=False)
    async for payload in transport.post(dialect.path, body, most_bytes=LARGEST_VOCABULARY_BYTES):
        # That many take half a second, in which keystrokes want to be heard.
        if found := await asyncio.to_thread(_read, payload):
            return found
    raise UnusableAnswer("The model server ended its answer without log-probabilities.")


def _read(payload: bytes) -> tuple[Distribution, Vocabulary] | None:
    chunk = answers.decode(payload)
    for told in answers.distributions(chunk, WHOLE_VOCABULARY):
        return told, Vocabulary(answers.all_tokens(chunk))
    return None
