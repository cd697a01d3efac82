"""A text is scored token by token, and nothing that was not shown is made up."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.judging.score import Score, score
from tests.judging.word_chances import Chances, WordChances


def chances(text: str) -> Chances:
    return {"the": 0.5, " cat": 0.25, " c": 0.125, "x": 0.0625, "\u00e9": 1 / 32}


async def scored(text: str, *, most: int = 5000) -> Score:
    return await score(WordChances(chances, most=most), "Before\n", text)


async def test_every_token_has_its_place_and_its_probability() -> None:
    found = await scored("the cat")
    assert [(one.text, one.start, one.end) for one in found.tokens] == [
        ("the", 0, 3),
        (" cat", 3, 7),
    ]
    assert [one.probability for one in found.tokens] == pytest.approx([0.5, 0.25])
    assert found.logprob == pytest.approx(math.log(0.125))
    assert found.bits_per_character == pytest.approx(3 / 7)
    assert found.not_shown == 0


async def test_the_weakest_spot_comes_first_and_says_what_was_expected() -> None:
    found = await scored("the x")
    worst = found.weakest[0]
    assert found.tokens[worst.token].text == " "
    assert [one.text for one in worst.expected] == ["the", " cat", " c"]
    assert [one.probability for one in worst.expected] == pytest.approx([0.5, 0.25, 0.125])


async def test_what_was_not_shown_is_bounded_by_the_least_that_was() -> None:
    found = await scored("zthe", most=2)
    assert [(one.text, one.below) for one in found.tokens] == [("z", True), ("the", False)]
    assert found.tokens[0].probability == pytest.approx(0.25)
    assert found.not_shown == 1


async def test_places_are_told_in_characters_and_in_bytes() -> None:
    found = await scored("éthe")
    places = [(one.start, one.end, one.start_byte, one.end_byte) for one in found.tokens]
    assert places == [(0, 1, 0, 2), (1, 4, 2, 5)]


async def test_few_alternatives_are_named_as_an_approximation() -> None:
    assert "Only the 2 likeliest tokens" in (await scored("the", most=2)).approximations[0]


@given(text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12))
async def test_the_tokens_spell_the_text_without_gaps(text: str) -> None:
    found = await scored(text)
    assert (
        b"".join(text.encode()[one.start_byte : one.end_byte] for one in found.tokens)
        == text.encode()
    )
    assert [one.start_byte for one in found.tokens[1:]] == [
        one.end_byte for one in found.tokens[:-1]
    ]
    assert found.logprob == pytest.approx(sum(one.logprob for one in found.tokens))
    assert found.logprob <= 0 <= found.bits_per_character
