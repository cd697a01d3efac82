"""The bench has words for every rule of the ranking, and shows white space by signs."""

from __future__ import annotations

from typing import get_args

import pytest

from autocomplete.bench.words import WHY, not_shown
from autocomplete.ranking.left_out import LeftOut, Reason


def test_every_reason_has_words_of_its_own() -> None:
    assert set(WHY) == set(get_args(Reason))
    assert len(set(WHY.values())) == len(WHY)


@pytest.mark.parametrize(
    ("left_out", "why"),
    [
        (LeftOut(" will be", 0.2, "related", " will"), "loses too much by diversity beside “will”"),
        (LeftOut(" damn", 0.2, "blocked", "damn"), "holds the blocked term “damn”"),
        (LeftOut(" so", 0.2, "beyond_count"), "the list is full: see suggestions"),
    ],
)
def test_what_is_named_stands_behind_the_words(left_out: LeftOut, why: str) -> None:
    assert not_shown(left_out).why == why


def test_texts_and_probabilities_are_ready_to_print() -> None:
    shown = not_shown(LeftOut(" a\n", 0.0002, "unsuitable_characters"))
    assert shown.pieces == (("␣", True), ("a", False), ("↵", True))
    assert shown.prob == "< 0.1 %"
