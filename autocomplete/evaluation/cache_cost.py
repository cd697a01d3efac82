"""What a question costs behind the one before it, so that remembered answers have a cost too.

A server with a prompt cache evaluates what the prompt does not share with the one before on its
lane, and one token at least. Where answers come from memory, the server's own count would depend on
which run happened to ask first.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator
from dataclasses import replace

from autocomplete.language_model.interface import (
    Capabilities,
    LanguageModel,
    Prompt,
    Step,
    tokenised,
)

Tokens = tuple[bytes, ...]


class PromptTokens:
    """How a server cuts texts into tokens; each is asked about once."""

    def __init__(self, model: LanguageModel) -> None:
        self._model = model
        self._known: dict[str, Tokens | None] = {}

    async def of(self, prompt: Prompt) -> Tokens | None:
        """None where the server does not tell. Raises ModelError."""
        if prompt.text not in self._known:
            pieces = await tokenised(self._model, prompt.text)
            cut = None if pieces is None else tuple(piece.text for piece in pieces)
            self._known[prompt.text] = cut
        known = self._known[prompt.text]
        return None if known is None else (*known, *(token.text for token in prompt.tokens))


class CacheCost:
    """Asks ``model`` and states what each answer would cost a person with a lane of their own.

    ``behind`` is what the lane has read before, such as a preamble. Where the server does not tell
    how it cuts texts, the cost stays as it states it.
    """

    def __init__(self, model: LanguageModel, tokens: PromptTokens, behind: str) -> None:
        self._model = model
        self._tokens = tokens
        self._behind = Prompt(behind)
        self._cached: Tokens | None = None

    async def capabilities(self) -> Capabilities:
        return await self._model.capabilities()

    async def walk(
        self, prompt: Prompt, *, alternatives: int, depth: int = 1, lane: int = 0
    ) -> AsyncGenerator[Step]:
        """See LanguageModel.walk."""
        tokens = await self._tokens.of(prompt)
        cost = None
        if tokens is not None:
            if self._cached is None:
                self._cached = await self._tokens.of(self._behind) or ()
            cost = max(1, len(tokens) - _shared(tokens, self._cached))
            self._cached = tokens
        async for step in self._model.walk(
            prompt, alternatives=alternatives, depth=depth, lane=lane
        ):
            yield step if cost is None else replace(step, evaluated_tokens=cost)
            # A further step of the same walk is one more token.
            cost = None if cost is None else 1


def _shared(one: Tokens, other: Tokens) -> int:
    """How many tokens both begin with."""
    for at, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return at
    return min(len(one), len(other))
