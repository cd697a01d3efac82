"""Every figure equals what its definition gives by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autocomplete.evaluation.figures import figures, item_savings
from tests.evaluation.records import shown, typed

# "ab cd" takes three keys: an accept of "ab" with its space, "c", "d".
FIRST = {
    "": shown(("xx", 0.5), ("ab", 0.25), tokens=4, requests=2),
    "ab ": shown(("xx", 0.75), tokens=2, requests=1),
}
# "abcdef" takes two keys: "a", then an accept of the rest.
SECOND = {"a": shown(("bcdef", 0.5), tokens=1, requests=1)}


async def test_savings_are_counted_over_all_characters_and_not_text_by_text() -> None:
    records = [await typed("ab cd", FIRST), await typed("abcdef", SECOND)]
    found = figures(records)
    assert (found.items, found.characters, found.keystrokes) == (2, 11, 5)
    assert found.keystroke_savings == pytest.approx(6 / 11)
    assert [item_savings(record) for record in records] == pytest.approx([2 / 5, 4 / 6])


async def test_saved_at_k_is_a_mean_over_texts_without_the_free_spaces() -> None:
    found = figures([await typed("ab cd", FIRST), await typed("abcdef", SECOND)])
    assert found.saved_at_k == pytest.approx(((2 - 1) / 4 + (5 - 1) / 5) / 2)


async def test_a_text_of_one_character_does_not_divide_by_zero() -> None:
    assert figures([await typed("a", {})]).saved_at_k == 0


async def test_rates_count_the_positions_where_a_list_was_shown() -> None:
    found = figures([await typed("ab cd", FIRST), await typed("abcdef", SECOND)])
    # Lists were shown at three of the five positions, two of them led to an accept.
    assert found.coverage == pytest.approx(3 / 5)
    assert found.acceptance_rate == pytest.approx(2 / 3)
    assert found.top_1 == pytest.approx(1 / 3)
    assert found.reciprocal_rank == pytest.approx((1 / 2 + 0 + 1) / 3)


async def test_ghost_text_is_counted_where_it_was_shown() -> None:
    lists = {
        "": replace(shown(("xx", 0.5), ("ab", 0.25)), ghost=1),
        "ab ": replace(shown(("xx", 0.75)), ghost=0),
        "ab c": shown(("xx", 0.75)),
    }
    found = figures([await typed("ab cd", lists)])
    assert found.ghosts == pytest.approx(2 / 3)
    assert found.ghosts_fitting == pytest.approx(1 / 2)


async def test_costs_are_means_over_all_keystrokes() -> None:
    found = figures([await typed("ab cd", FIRST), await typed("abcdef", SECOND)])
    assert found.tokens_per_keystroke == pytest.approx(7 / 5)
    assert found.requests_per_keystroke == pytest.approx(4 / 5)


async def test_calibration_holds_each_shown_item_against_whether_it_fits() -> None:
    found = figures([await typed("ab cd", FIRST), await typed("abcdef", SECOND)])
    # (0.5, no), (0.25, yes), (0.75, no), (0.5, yes): the bin from 0.5 is right on the mean.
    assert found.brier == pytest.approx((0.25 + 0.75**2 + 0.75**2 + 0.25) / 4)
    assert found.calibration_error == pytest.approx((2 * 0 + 0.75 + 0.75) / 4)


async def test_without_a_single_item_there_is_nothing_to_calibrate() -> None:
    found = figures([await typed("abc", {})])
    assert found.calibration_error is None
    assert found.brier is None
    assert (found.coverage, found.acceptance_rate, found.top_1, found.reciprocal_rank) == (0,) * 4
    assert found.keystroke_savings == 0
