"""A known text is read by its server's own tokens where they are told, else by the longest."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator

import pytest

from autocomplete.judging.known_text import ReadToken, read
from autocomplete.language_model.interface import (
    Capabilities,
    Distribution,
    Piece,
    Prompt,
    Step,
    Token,
    concatenated,
)

IDS = {"a": 0, "ab": 1, "b": 2}


class Letters:
    """Shows "a", "ab" and "b", each less probable than the one before."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []

    async def capabilities(self) -> Capabilities:
        return Capabilities("letters", 3, token_paths=True)

    async def walk(
        self, prompt: Prompt, *, alternatives: int, depth: int = 1, lane: int = 0
    ) -> AsyncGenerator[Step]:
        self.asked.append(prompt.text.encode() + concatenated(prompt.tokens))
        tokens = tuple(Token(text.encode(), -1.0 - id, id) for text, id in IDS.items())
        yield Step(Distribution(tokens, 0.0, alternatives), 1, 0.1)


async def tokens(text: str, *pieces: Piece) -> list[ReadToken]:
    return [one async for one in read(Letters(), "", text, pieces=pieces)]


async def test_the_servers_own_tokens_count_where_they_are_told() -> None:
    found = await tokens("ab", Piece(b"a", 0), Piece(b"b", 2))
    assert [(one.start, one.text, one.logprob) for one in found] == [
        (0, b"a", -1.0),
        (1, b"b", -3.0),
    ]


async def test_a_token_that_is_not_shown_is_bounded_and_not_spelled_by_others() -> None:
    found = await tokens("abbb", Piece(b"abb", 9), Piece(b"b", 2))
    assert [(one.text, one.logprob, one.below) for one in found] == [
        (b"abb", -3.0, True),
        (b"b", -3.0, False),
    ]


async def test_otherwise_the_longest_alternative_is_taken() -> None:
    assert [one.text for one in await tokens("abb")] == [b"ab", b"b"]


async def test_nothing_at_all_shown_bounds_nothing() -> None:
    class Silent(Letters):
        async def walk(
            self, prompt: Prompt, *, alternatives: int, depth: int = 1, lane: int = 0
        ) -> AsyncGenerator[Step]:
            yield Step(Distribution((), 0.0, alternatives), 1, 0.1)

    [found] = [one async for one in read(Silent(), "", "a")]
    assert found.below
    assert math.exp(found.logprob) == pytest.approx(1)
