"""What coming texts cost is counted from simulated typing, where they were not taken at once."""

from __future__ import annotations

from autocomplete.evaluation.typing_effort import efforts
from autocomplete.ranking.typing_cost import fit_typing_cost
from tests.evaluation.records import shown, typed


async def test_without_help_a_text_costs_its_characters_and_the_space_behind_it() -> None:
    record = await typed("ab cde f", {})
    assert sorted(efforts([record], most_words=1)) == sorted(
        [(2, 3), (4, 5), (3, 4), (2, 3), (2, 2)]
    )
    # Where a space follows every text, that is the line 1 + 1 x characters.
    spaced = await typed("ab cde fghi j", {})
    before_the_end = [pair for pair in efforts([spaced], 1) if pair[0] + 1 == pair[1]]
    cost = fit_typing_cost(before_the_end)
    assert (round(cost.start, 9), round(cost.per_character, 9)) == (1.0, 1.0)


async def test_help_that_comes_later_makes_a_text_cheaper() -> None:
    record = await typed("hello you", {"he": shown(("llo", 0.9))})
    # h, e, and one key for "llo ": three keystrokes where six would be typed alone.
    assert (5, 3) in set(efforts([record], most_words=1))


async def test_what_was_taken_at_once_is_left_out_but_not_what_goes_on_from_it() -> None:
    record = await typed("hello you", {"": shown(("hello", 0.9))})
    pairs = list(efforts([record], most_words=2))
    assert not [pair for pair in pairs if pair[0] == 5]
    # One key takes "hello ", three type "you".
    assert pairs[0] == (9, 4)


async def test_only_so_many_words_count() -> None:
    record = await typed("ab cd ef", {})
    assert max(characters for characters, _ in efforts([record], most_words=1)) < 5
    assert max(characters for characters, _ in efforts([record], most_words=3)) == 8
