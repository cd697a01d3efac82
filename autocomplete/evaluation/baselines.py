"""What other products do, on the same model: the text as typed is the prompt.

The model continues it, inside a word or not, and every word-boundary prefix of a continuation is
a candidate, ranked by its summed log-probability; nothing is kept between keystrokes.
"""

from __future__ import annotations

import math
import zlib
from abc import ABC, abstractmethod
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import Self

from autocomplete.evaluation.items import Item
from autocomplete.evaluation.simulation import LEAST_TAKEN, Shown, Suggest
from autocomplete.language_model.interface import Prompt, Token
from autocomplete.language_model.sampling import SamplingModel
from autocomplete.ranking.boundaries import ends_word, inner_ends

# Six to nine English words: more than the words of all suggestions that a list can hold.
MOST_TOKENS = 12

# Before the first letter there is no text to prompt with; many models have nothing to say to that.
NOTHING = Shown(texts=(), probs=())


@dataclass(slots=True)
class Candidates:
    """The most probable word-boundary prefixes of the continuations seen so far."""

    most: int
    logprobs: dict[str, float]

    def add(self, prefix: bytes, logprob: float) -> None:
        text = prefix.decode("utf-8", "ignore")
        if len(text) < LEAST_TAKEN or text[-1].isspace() or not any(map(str.isalnum, text)):
            return
        if "\n" not in text:
            self.logprobs[text] = max(logprob, self.logprobs.get(text, -math.inf))

    def best(self) -> list[tuple[str, float]]:
        return sorted(self.logprobs.items(), key=lambda pair: (-pair[1], pair[0]))[: self.most]

    def complete_at(self, logprob: float) -> bool:
        """Whether nothing as improbable as this, or more so, can still enter the list."""
        best = self.best()
        return len(best) == self.most and best[-1][1] >= logprob


@dataclass(frozen=True, slots=True)
class Cost:
    """What one list has cost."""

    evaluated_tokens: int
    requests: int


class Continuation:
    """One continuation as its tokens come in; its prefixes go to the candidates."""

    def __init__(self, candidates: Candidates) -> None:
        self._candidates = candidates
        self._text = b""
        self._logprob = 0.0

    def goes_on(self, token: Token) -> bool:
        """Add a token; tell whether what follows it can still matter."""
        joined = self._text + token.text
        if self._text and ends_word(token.text):
            self._candidates.add(self._text, self._logprob)
        self._logprob += token.logprob
        for at in inner_ends(token.text):
            self._candidates.add(self._text + token.text[:at], self._logprob)
        self._text = joined
        return b"\n" not in joined and not self._candidates.complete_at(self._logprob)

    def ends(self, logprob: float) -> None:
        """The model ended the text here, with this log-probability."""
        self._candidates.add(self._text, self._logprob + logprob)


@dataclass(frozen=True, slots=True)
class Baseline(ABC):
    """Offers the prefixes of the continuations that ``read`` finds.

    ``preamble`` stands before the text; empty, the prompt is the text as typed and nothing else.
    """

    name: str
    model: SamplingModel
    suggestions: int
    preamble: str = ""
    contexts: bool = False

    def with_one(self) -> Self:
        return replace(self, suggestions=1)

    async def prepare(self, lane: int) -> None:
        if self.preamble:
            async for _ in self.model.walk(Prompt(self.preamble), alternatives=1, lane=lane):
                pass

    def begin(self, item: Item, lane: int) -> Suggest:
        async def suggest(text: str) -> Shown:
            prompt = _prompt(self.preamble, item.context if self.contexts else "", text)
            if not prompt:
                return NOTHING
            candidates = Candidates(self.suggestions, {})
            cost = await self.read(prompt, candidates, lane)
            best = candidates.best()
            return Shown(
                texts=tuple(text for text, _ in best),
                probs=tuple(math.exp(logprob) for _, logprob in best),
                evaluated_tokens=cost.evaluated_tokens,
                model_requests=cost.requests,
            )

        return suggest

    @abstractmethod
    async def read(self, prompt: str, candidates: Candidates, lane: int) -> Cost:
        """Continue the prompt and give the prefixes to the candidates. Raises ModelError."""


@dataclass(frozen=True, slots=True)
class GreedyBaseline(Baseline):
    """The most likely continuation and its prefixes."""

    async def read(self, prompt: str, candidates: Candidates, lane: int) -> Cost:
        continuation = Continuation(candidates)
        evaluated = 0
        steps = self.model.walk(Prompt(prompt), alternatives=1, depth=MOST_TOKENS, lane=lane)
        async with aclosing(steps):
            async for step in steps:
                evaluated += step.evaluated_tokens
                tokens = step.distribution.tokens
                ending = step.distribution.end_probability
                if not tokens or ending > tokens[0].probability:
                    continuation.ends(math.log(ending))
                    break
                if not continuation.goes_on(tokens[0]):
                    break
        return Cost(evaluated, requests=1)


@dataclass(frozen=True, slots=True)
class SampledBaseline(Baseline):
    """ChaI-TeA's method: as many samples at temperature 1 as suggestions, and their prefixes.

    ``seed`` (0 to 2**32 - 1) fixes what is drawn, whatever was drawn before.
    """

    seed: int = field(kw_only=True)

    async def read(self, prompt: str, candidates: Candidates, lane: int) -> Cost:
        evaluated = 0
        for sample in range(self.suggestions):
            seed = zlib.crc32(f"{self.seed} {sample} {prompt}".encode())
            continuation = Continuation(candidates)
            draws = self.model.draw(prompt, depth=MOST_TOKENS, seed=seed, lane=lane)
            async with aclosing(draws):
                async for draw in draws:
                    evaluated += draw.evaluated_tokens
                    if draw.token is None:
                        continuation.ends(draw.logprob)
                        break
                    if not continuation.goes_on(draw.token):
                        break
        return Cost(evaluated, requests=self.suggestions)


def _prompt(preamble: str, context: str, text: str) -> str:
    return f"{preamble}{context}\n{text}" if context else f"{preamble}{text}"
