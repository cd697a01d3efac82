"""The simulated person takes what fits, the longest first, and counts one key for each."""

from __future__ import annotations

import pytest

from autocomplete.evaluation.simulation import fits
from tests.evaluation.records import shown, typed


async def test_without_suggestions_every_character_costs_a_key() -> None:
    record = await typed("Hi you", {})
    assert record.keystrokes == 6
    assert record.accepts == 0
    assert record.accepted_characters == 0


async def test_an_accept_costs_one_key_and_types_the_space_behind_it() -> None:
    record = await typed("Thank you all", {"T": shown(("hank", 0.5))})
    # T, the accept with its space, then seven characters.
    assert record.keystrokes == 9
    assert record.accepted_characters == 4
    assert [position.at for position in record.positions][:3] == [0, 1, 6]


async def test_only_one_following_space_is_free() -> None:
    record = await typed("ab  c", {"": shown(("ab", 0.5))})
    assert [position.at for position in record.positions] == [0, 3, 4]


async def test_punctuation_behind_an_accept_has_to_be_typed() -> None:
    record = await typed("ab.", {"": shown(("ab", 0.5))})
    assert record.keystrokes == 2


async def test_the_longest_item_that_fits_is_taken() -> None:
    record = await typed("see you soon", {"": shown(("see", 0.6), ("see you", 0.3), ("so", 0.1))})
    assert record.positions[0].taken == 1
    assert record.positions[0].fits == (True, True, False)


async def test_an_item_of_one_character_is_not_worth_a_key() -> None:
    record = await typed("a b", {"": shown(("a", 0.9))})
    assert record.positions[0].fits == (True,)
    assert record.positions[0].taken is None


@pytest.mark.parametrize(
    ("suggestion", "coming", "expected"),
    [
        ("number", "number of", True),
        ("number", "number", True),
        ("number", "number.", True),
        ("num", "number", False),
        ("number", "Number is", True),
        (" of", " of it", True),
        ("numbers", "number", False),
        ("ab", "ab1", False),
        ("", "any", False),
    ],
)
def test_a_suggestion_fits_where_it_equals_the_coming_text_and_a_word_ends_behind_it(
    suggestion: str, coming: str, expected: bool
) -> None:
    assert fits(suggestion, coming) is expected
