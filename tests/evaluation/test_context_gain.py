"""Bits per character: the true text's tokens, walked one by one."""

from __future__ import annotations

import math
from collections.abc import AsyncGenerator

import pytest

from autocomplete.evaluation.bits import text_bits
from autocomplete.evaluation.context_gain import compare_context
from autocomplete.evaluation.items import Item
from autocomplete.evaluation.run import DataSet
from autocomplete.language_model.interface import (
    Capabilities,
    Distribution,
    Prompt,
    Step,
    Token,
    concatenated,
)
from autocomplete.ranking.profile import Profile


class Halves:
    """Gives " yes" half the probability behind a question, an eighth elsewhere."""

    def __init__(self) -> None:
        self.asked: list[tuple[bytes, int]] = []

    async def capabilities(self) -> Capabilities:
        return Capabilities("halves", 100, token_paths=True)

    async def walk(
        self, prompt: Prompt, *, alternatives: int, depth: int = 1, lane: int = 0
    ) -> AsyncGenerator[Step]:
        text = prompt.text.encode() + concatenated(prompt.tokens)
        self.asked.append((text, alternatives))
        share = 1 / 2 if b"?" in text else 1 / 8
        shares = {b"yes": share, b" yes": share / 2, b"y": 1 / 16, b"\xc3": 1 / 64, b"\xa9": 1 / 32}
        tokens = tuple(Token(token, math.log(value), None) for token, value in shares.items())
        yield Step(Distribution(tokens, 0.0, alternatives), 1, 0.1)


async def test_bits_are_summed_over_the_longest_tokens_that_spell_the_text() -> None:
    model = Halves()
    found = await text_bits(model, "Before\n", "yes yes")
    assert found.bits == pytest.approx(3 + 4)
    assert found.per_character == pytest.approx(7 / 7)
    assert found.guessed == 0
    assert model.asked == [(b"Before\n", 5000), (b"Before\nyes", 5000)]


async def test_a_character_spelled_by_two_tokens_costs_both() -> None:
    found = await text_bits(Halves(), "", "é")
    assert found.bits == pytest.approx(6 + 5)
    assert (found.characters, found.guessed) == (1, 0)


async def test_a_character_that_no_alternative_spells_costs_the_least_probability_shown() -> None:
    model = Halves()
    found = await text_bits(model, "", "zyes")
    assert found.bits == pytest.approx(6 + 3)
    assert found.guessed == 1
    assert model.asked[1] == (b"z", 5000)


async def test_a_character_that_is_begun_and_not_finished_is_skipped_whole() -> None:
    model = Halves()
    # "è" begins with the same byte as "é", and no alternative ends it.
    found = await text_bits(model, "", "èyes")
    assert found.bits == pytest.approx(6 + 6 + 3)
    assert [text for text, _ in model.asked] == [b"", b"\xc3", "è".encode()]


async def test_texts_with_a_context_are_compared_and_others_left_out() -> None:
    items = (Item(text="yes", context="Is it?"), Item(text="yes"))
    counted: list[int] = []
    model = Halves()
    gain = await compare_context(
        model,
        DataSet("set", items),
        Profile(preamble="Hello.\n"),
        lanes=2,
        progress=lambda: counted.append(1),
    )
    assert gain.items == len(counted) == 1
    assert gain.without.bits == pytest.approx(3)
    assert gain.given.bits == pytest.approx(1)
    assert [text for text, _ in model.asked] == [b"Hello.\n", b"Hello.\nIs it?\n"]
