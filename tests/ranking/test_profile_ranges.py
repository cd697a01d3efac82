"""A profile refuses what lies outside its ranges, in a sentence that says what to set instead."""

from __future__ import annotations

import dataclasses
import math
import re
from typing import Any, get_type_hints

import pytest

from autocomplete.ranking.profile import Profile
from autocomplete.ranking.ranges import RANGES
from autocomplete.ranking.typing_cost import TypingCost


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"suggestions": 0}, "suggestions is 0: set it to a whole number from 1 to 20."),
        ({"most_words": 21}, "most_words is 21: set it to a whole number from 1 to 20."),
        ({"token_budget": -1}, "token_budget is -1: set it to a whole number from 0 to 1,000,000."),
        ({"diversity": 1.1}, "diversity is 1.1: set it to a number from 0 to 1."),
        ({"reading_ms": -0.5}, "reading_ms is -0.5: set it to a number, 0 or more."),
        ({"expand_share": math.nan}, "expand_share is nan: set it to a number from 0 to 1."),
        ({"most_words": 1.5}, "most_words is 1.5: set it to a whole number from 1 to 20."),
        ({"suggestions": math.nan}, "suggestions is nan: set it to a whole number from 1 to 20."),
        ({"strategy": "best"}, "strategy is 'best': choose one of sum, mean, expected_savings."),
        (
            {"typing_cost": TypingCost(1.0, -0.1)},
            "typing_cost's per_character is -0.1: set it to a number, 0 or more.",
        ),
    ],
)
def test_a_value_outside_is_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(sentence)}$"):
        Profile(**change)


def test_the_ends_of_every_range_are_allowed() -> None:
    for name, allowed in RANGES.items():
        for value in (allowed.least, allowed.most):
            changes: dict[str, Any] = {name: value}
            assert getattr(Profile(**changes), name) == value


def test_every_number_of_a_profile_has_a_range_and_whole_ones_a_whole_one() -> None:
    kinds = get_type_hints(Profile)
    numbers = {
        field.name
        for field in dataclasses.fields(Profile)
        if kinds[field.name] in (int, float, float | None)
    }
    assert numbers == RANGES.keys()
    assert {name for name in numbers if kinds[name] is int} == {
        name for name, allowed in RANGES.items() if allowed.whole
    }


def test_a_gate_may_be_none() -> None:
    profile = Profile(list_gate=None, ghost_gate=None)
    assert (profile.list_gate, profile.ghost_gate) == (None, None)
