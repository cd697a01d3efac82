"""Short ways to ask a client in tests."""

from __future__ import annotations

from contextlib import aclosing

from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.interface import Prompt, Step, Token


async def steps(
    client: HttpLanguageModel,
    text: str = "Hello",
    tokens: tuple[Token, ...] = (),
    *,
    alternatives: int = 3,
    depth: int = 1,
    lane: int = 0,
) -> list[Step]:
    """All steps of one walk."""
    prompt = Prompt(text, tokens)
    async with aclosing(
        client.walk(prompt, alternatives=alternatives, depth=depth, lane=lane)
    ) as walk:
        return [step async for step in walk]


def shown(step: Step) -> list[str]:
    """The texts of a step's alternatives, in order."""
    return [token.text.decode() for token in step.distribution.tokens]
