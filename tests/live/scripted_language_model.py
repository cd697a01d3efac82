"""A language model whose next words a test chooses, and short ways to type into a session."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass

from autocomplete.language_model.errors import ModelError
from autocomplete.language_model.interface import (
    Capabilities,
    Distribution,
    Prompt,
    Step,
    Token,
    concatenated,
)
from autocomplete.live.session import TypedText, TypingSession
from autocomplete.ranking.suggestions import SuggestionList

Shares = Mapping[str, float]

# What follows a last word; behind all others stands a choice too wide to follow.
FOLLOWING: dict[str, Shares] = {
    "": {"I": 0.6, "You": 0.2, "Hello": 0.1},
    "I": {" would": 0.4, " want": 0.2, " am": 0.2, " wonder": 0.05, ".": 0.05},
    "would": {" like": 0.7, " be": 0.1, ".": 0.1},
    "like": {" to": 0.8, ".": 0.1},
    "want": {" to": 0.8, ".": 0.1},
}
ANYTHING: Shares = {".": 0.3, **{f" {letter}{letter}": 0.02 for letter in "abcdefghijklmnopqrst"}}


def english(text: str) -> Shares:
    words = text.split()
    return FOLLOWING.get(words[-1] if words else "", ANYTHING)


@dataclass(frozen=True)
class Question:
    """What was asked: the prompt with its path spelled out, how many alternatives, which lane.

    ``begun`` is what is typed of the next token, where that was told.
    """

    text: str
    alternatives: int
    lane: int
    begun: str = ""


class ScriptedModel:
    """Shows the most probable of ``answer(text)``, as many as are asked for.

    Set ``failure`` to have the next questions raise it, ``seconds`` to have them take so long.
    ``model_ms`` is how long it says that each took. ``under_way`` counts the questions whose
    answers somebody still waits for. With ``begun_tokens`` its tokens have numbers, and it can be
    asked for those that agree with what is typed.
    """

    def __init__(
        self,
        answer: Callable[[str], Shares] = english,
        *,
        most_alternatives: int = 5000,
        begun_tokens: bool = False,
    ) -> None:
        self.answer = answer
        self.begun_tokens = begun_tokens
        self.most_alternatives = most_alternatives
        self.failure: ModelError | None = None
        self.seconds = 0.0
        self.model_ms = 1.0
        self.questions: list[Question] = []
        self.under_way = 0

    @property
    def texts(self) -> list[str]:
        return [question.text for question in self.questions]

    async def capabilities(self) -> Capabilities:
        return Capabilities(
            "scripted", self.most_alternatives, token_paths=True, begun_tokens=self.begun_tokens
        )

    async def walk(
        self, prompt: Prompt, *, alternatives: int, depth: int = 1, lane: int = 0
    ) -> AsyncGenerator[Step]:
        text = prompt.text + concatenated(prompt.tokens).decode()
        asked_for = min(alternatives, self.most_alternatives)
        begun = prompt.begun.text if prompt.begun is not None else b""
        self.questions.append(Question(text, asked_for, lane, begun.decode()))
        self.under_way += 1
        try:
            await asyncio.sleep(self.seconds)
            if self.failure is not None:
                raise self.failure
            ordered = sorted(self.answer(text).items(), key=lambda item: -item[1])
            tokens = [
                Token(token.encode(), math.log(share), number if self.begun_tokens else None)
                for number, (token, share) in enumerate(ordered)
                if token.encode().startswith(begun) or begun.startswith(token.encode())
            ]
            shown = Distribution(tuple(tokens[:asked_for]), 0.0, asked_for, begun=begun)
            yield Step(shown, evaluated_tokens=1, model_ms=self.model_ms)
        finally:
            self.under_way -= 1


async def lists(session: TypingSession, text: str, context: str = "") -> list[SuggestionList]:
    """All lists for one state of the field."""
    async with aclosing(session.suggest(TypedText(text, context=context))) as suggested:
        return [one async for one in suggested]


async def final(session: TypingSession, text: str, context: str = "") -> SuggestionList:
    return (await lists(session, text, context))[-1]


def texts(found: SuggestionList) -> list[str]:
    return [item.text for item in found.items]
