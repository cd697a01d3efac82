"""Examines a model for its operator: dialect, speed, and whether its numbers are sane."""

from __future__ import annotations

import statistics
from contextlib import aclosing
from dataclasses import dataclass

from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.dialect import Dialect
from autocomplete.language_model.interface import Distribution, Prompt, Step
from autocomplete.language_model.probing import ALPHABET, COMMA_FROM

# The first few are longer than what came before them by a word, as in typing.
TYPED = ("The", "The meeting", "The meeting is", "The meeting is on", "The meeting is on Monday")


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found.

    ``shown`` is how many alternatives came, of those that the dialect allows; ``ms`` the median
    time that one token took, in milliseconds. ``complaints`` say what makes the numbers unfit for
    ranking, one sentence each; ``approximations`` what keeps them from being exact.
    """

    model: str
    dialect: Dialect
    shown: int
    ms: float
    complaints: tuple[str, ...]
    approximations: tuple[str, ...]

    @property
    def sane(self) -> bool:
        return not self.complaints


async def examine(model: HttpLanguageModel) -> Examination:
    """Probe the server and ask it for a few tokens. Raises ModelError."""
    finding = await model.finding()
    most = finding.dialect.most_alternatives
    steps = [await _one_step(model, Prompt(text), most) for text in TYPED]
    alphabet = await _one_step(model, ALPHABET, most)
    complaints = dict.fromkeys(
        sentence
        for step in (*steps, alphabet)
        if (sentence := complaint(step.distribution)) is not None
    )
    if not complaints and not _continues_alphabet(alphabet.distribution):
        complaints["It does not go on with an alphabet: it may be no language model."] = None
    return Examination(
        model=finding.model,
        dialect=finding.dialect,
        shown=max(len(step.distribution.tokens) for step in steps),
        ms=statistics.median(step.model_ms for step in steps),
        complaints=tuple(complaints),
        approximations=finding.capabilities.approximations,
    )


def complaint(distribution: Distribution) -> str | None:
    """Why numbers that can be read are doubtful all the same; None where nothing is.

    Those that add up to more than 1 are refused when they are read.
    """
    if distribution.left_out:
        return "It sends positive numbers as log-probabilities."
    probabilities = [token.probability for token in distribution.tokens]
    if len(probabilities) > 1 and max(probabilities) == min(probabilities):
        return "It sends the same probability for every alternative."
    return None


def _continues_alphabet(distribution: Distribution) -> bool:
    tokens = distribution.tokens
    return sum(token.probability for token in tokens if b"," in token.text) > COMMA_FROM


async def _one_step(model: HttpLanguageModel, prompt: Prompt, alternatives: int) -> Step:
    async with aclosing(model.walk(prompt, alternatives=alternatives)) as steps:
        return await anext(steps)
