"""Every probability comes with the least and the greatest that it can still become."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.language_model.interface import Prompt
from autocomplete.ranking.boundaries import ends_word, split_character
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.tree import Node
from autocomplete.ranking.typed_past import TypedPast
from tests.ranking.made_up import DOUBTS, REMAINDERS, beliefs, token_models
from tests.ranking.token_models import UNLIMITED, TokenModel, searched
from tests.ranking.trees import feed, follow, ranked

ROUNDING = 1e-9


def wanted_share(continuation: bytes, doubts: Mapping[bytes, float]) -> float:
    """How likely a whole text is wanted: the product over the doubted words it is made of."""
    return math.prod(
        share
        for text, share in doubts.items()
        if continuation == text
        or (continuation.startswith(text) and ends_word(continuation[len(text) :]))
    )


def wanted_mass(
    model: TokenModel, remainder: bytes, doubts: Mapping[bytes, float], word: bytes = b""
) -> float:
    """The wanted mass of all texts that begin with the remainder, and end ``word`` where given."""
    return sum(
        mass * wanted_share(text[len(remainder) :], doubts)
        for text, mass in model.texts()
        if text.startswith(word or remainder)
        and (not word or text == word or ends_word(text[len(word) :]))
    )


@given(
    model=token_models(),
    remainder=st.sampled_from(REMAINDERS),
    token_budget=st.integers(0, 6),
    doubts=DOUBTS,
)
def test_the_true_and_the_stated_probability_lie_between_the_bounds(
    model: TokenModel, remainder: bytes, token_budget: int, doubts: dict[bytes, float]
) -> None:
    profile = replace(UNLIMITED, token_budget=token_budget)
    found = searched(model, remainder, profile, beliefs(doubts)).found
    wanted = wanted_mass(model, remainder, doubts)
    least, most = found.bounds.total
    assert least - ROUNDING <= wanted <= most + ROUNDING
    assert least - ROUNDING <= found.wanted <= most + ROUNDING
    for text, ending in found.endings.items():
        lower, upper = found.bounds.of(text)
        assert 0 <= lower <= upper + ROUNDING <= 1 + 2 * ROUNDING
        if found.wanted > ROUNDING:
            assert lower - ROUNDING <= ending.wanted / found.wanted <= upper + ROUNDING
        if wanted > ROUNDING and not split_character(text):
            true = wanted_mass(model, remainder, doubts, word=text) / wanted
            assert lower - ROUNDING <= true <= upper + ROUNDING


@given(model=token_models(), remainder=st.sampled_from(REMAINDERS), doubts=DOUBTS)
def test_with_everything_searched_both_bounds_are_the_probability(
    model: TokenModel, remainder: bytes, doubts: dict[bytes, float]
) -> None:
    found = searched(model, remainder, belief=beliefs(doubts)).found
    if found.wanted < 1e-6:
        return
    for text, ending in found.endings.items():
        stated = ending.wanted / found.wanted
        assert found.bounds.of(text) == pytest.approx((stated, stated), abs=1e-6)


def test_what_was_not_followed_or_not_shown_stands_between_the_bounds() -> None:
    root = feed(Node(Prompt("")), {" the": 0.5, " a": 0.3})
    feed(follow(root, " the"), {" x": 0.6, "re": 0.3})
    items = {item.text: item for item in ranked(root, "", Profile(least_characters=1))}
    # A tenth of what follows " the" was not shown and may end the word; a fifth of all may be it.
    assert items[" the"].bounds == pytest.approx((0.5 * 0.6, 0.5 * 0.7 + 0.2))
    # " there" was not followed, so it may be "thereby"; not shown was " ther" and " there" again.
    assert items[" there"].bounds == pytest.approx((0.0, 0.5 * 0.4 + 0.2))


def test_what_was_typed_past_for_certain_has_no_chance_left() -> None:
    past = TypedPast(strength=1.0, reading_ms=0.0)
    past.typed("", 0.0)
    past.showed([" the", " a"], 0.0)
    past.typed(" ", 1.0)
    known = past.belief(b"the")
    assert (known.wanted, known.least) == (0.0, 0.0)
    beginning = past.belief(b"t")
    assert (beginning.wanted, beginning.least) == (1.0, 0.0)
    assert past.belief(b"to").least == 1.0
