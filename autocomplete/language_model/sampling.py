"""Draws continuations at random, for the baseline that ranks samples; the product never does."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any, Protocol

import msgspec

from autocomplete.language_model import answers
from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.interface import LanguageModel, Token


@dataclass(frozen=True, slots=True)
class Draw:
    """One drawn token, its natural log-probability and its cost in tokens.

    ``token`` is None where the model drew the end of the text.
    """

    token: Token | None
    logprob: float
    evaluated_tokens: int


class SamplingModel(LanguageModel, Protocol):
    """A language model that can also draw."""

    def draw(self, text: str, *, depth: int, seed: int, lane: int = 0) -> AsyncGenerator[Draw]:
        """Yield up to ``depth`` tokens behind ``text``, drawn from the whole distribution.

        Temperature 1, nothing cut off. The same ``seed`` (0 to 2**32 - 1) draws the same tokens.
        ``lane`` is as in LanguageModel.walk; closing the iterator ends the work. Raises ModelError.
        """
        ...


class HttpSamplingModel(HttpLanguageModel):
    """Draws on any OpenAI-compatible server that knows ``seed``; see SamplingModel."""

    async def draw(
        self, text: str, *, depth: int, seed: int, lane: int = 0
    ) -> AsyncGenerator[Draw]:
        capabilities = await self.capabilities()
        body: dict[str, Any] = {
            "model": capabilities.model,
            "prompt": text,
            "max_tokens": depth,
            "logprobs": 1,
            "temperature": 1,
            "top_p": 1,
            "seed": seed,
            "stream": True,
        }
        if capabilities.token_paths:
            # Without these two, llama.cpp draws from the 40 most likely tokens only.
            body |= {"top_k": 0, "min_p": 0}
            body |= {"id_slot": lane % self._lanes, "cache_prompt": True, "return_progress": True}
        evaluated = 0
        async with aclosing(self._chunks(body)) as chunks:
            async for chunk in chunks:
                if chunk.prompt_progress is not None:
                    evaluated = chunk.prompt_progress.total - chunk.prompt_progress.cache
                for drawn in answers.distributions(_without_alternatives(chunk), 1):
                    token = drawn.tokens[0] if drawn.tokens else None
                    logprob = token.logprob if token else math.log(drawn.end_probability)
                    yield Draw(token, logprob, max(evaluated, 1))
                    evaluated = 1


def _without_alternatives(chunk: answers.Chunk) -> answers.Chunk:
    """The answer as if only the drawn tokens' own log-probabilities had been asked for."""
    choices = []
    for choice in chunk.choices:
        logprobs = choice.logprobs
        if logprobs is not None and logprobs.content is not None:
            drawn = [
                msgspec.structs.replace(entry, top_logprobs=None) for entry in logprobs.content
            ]
            logprobs = msgspec.structs.replace(logprobs, content=drawn)
        elif logprobs is not None and logprobs.top_logprobs is not None:
            nothing: list[dict[str, float | None] | None] = [{} for _ in logprobs.top_logprobs]
            logprobs = msgspec.structs.replace(logprobs, top_logprobs=nothing)
        choices.append(answers.Choice(logprobs))
    return answers.Chunk(choices)
