"""Draws continuations at random, for the baseline that ranks samples; the product never does."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from autocomplete.language_model import answers
from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.errors import UnusableAnswer
from autocomplete.language_model.interface import LanguageModel, Prompt, Token
from autocomplete.language_model.request_body import request_body


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
    """Draws on any server with a completions endpoint that knows ``seed``; see SamplingModel."""

    async def draw(
        self, text: str, *, depth: int, seed: int, lane: int = 0
    ) -> AsyncGenerator[Draw]:
        finding = await self.finding()
        dialect = finding.dialect
        if dialect.kind != "completions":
            raise UnusableAnswer(
                "Draws need an address that takes completions; leave the sampled baseline out."
            )
        body = request_body(
            dialect, finding.model, Prompt(text), alternatives=1, depth=depth, stream=True
        )
        body |= {"prompt": text, "temperature": 1, "top_p": 1, "seed": seed}
        if dialect.llama_cpp:
            # Without these two, llama.cpp draws from the 40 most likely tokens only.
            body |= {"top_k": 0, "min_p": 0}
            body |= {"id_slot": lane % self._lanes, "cache_prompt": True, "return_progress": True}
        evaluated = 0
        async with aclosing(self._transport.post(dialect.path, body)) as payloads:
            async for payload in payloads:
                chunk = answers.decode(payload)
                evaluated = answers.prompt_tokens_evaluated(chunk) or evaluated
                for drawn in answers.without_alternatives(chunk):
                    token = drawn.tokens[0] if drawn.tokens else None
                    logprob = token.logprob if token else math.log(drawn.end_probability)
                    yield Draw(token, logprob, max(evaluated, 1))
                    evaluated = 1
