"""With an unlimited budget the tree's probabilities are those of brute-force marginalisation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.ranking.boundaries import ends_word
from tests.ranking.made_up import DOUBTS, REMAINDERS, beliefs, token_models
from tests.ranking.token_models import UNLIMITED, TokenModel, searched


def marginal(model: TokenModel, beginning: bytes) -> float:
    return sum(mass for text, mass in model.texts() if text.startswith(beginning))


def marginal_of_words(model: TokenModel, beginning: bytes) -> float:
    """The mass of all texts that begin so and then end, or end a word there."""
    return sum(
        mass
        for text, mass in model.texts()
        if text == beginning or (text.startswith(beginning) and ends_word(text[len(beginning) :]))
    )


@given(model=token_models(), remainder=st.sampled_from(REMAINDERS))
def test_all_conditional_probabilities_equal_brute_force(
    model: TokenModel, remainder: bytes
) -> None:
    found = searched(model, remainder).found
    typed = marginal(model, remainder)
    assert found.agreeing == pytest.approx(typed, abs=1e-9)
    for text, ending in found.endings.items():
        assert ending.mass == pytest.approx(marginal_of_words(model, text), abs=1e-9)
        assert ending.wanted == pytest.approx(ending.mass, abs=1e-9)
    assert found.wanted == pytest.approx(found.agreeing, abs=1e-9)


@given(model=token_models(), remainder=st.sampled_from(REMAINDERS))
def test_no_word_that_has_mass_is_missed(model: TokenModel, remainder: bytes) -> None:
    found = searched(model, remainder).found
    for text, mass in model.texts():
        if text.startswith(remainder) and len(text) > len(remainder):
            assert found.endings[text].mass >= mass - 1e-9


@given(
    model=token_models(),
    remainder=st.sampled_from(REMAINDERS),
    token_budget=st.integers(0, 20),
    doubts=DOUBTS,
)
def test_what_excludes_each_other_never_adds_up_to_more_than_all_whatever_was_typed_past(
    model: TokenModel, remainder: bytes, token_budget: int, doubts: dict[bytes, float]
) -> None:
    profile = replace(UNLIMITED, token_budget=token_budget)
    found = searched(model, remainder, profile, beliefs(doubts)).found
    first_words = [
        ending.wanted
        for text, ending in found.endings.items()
        if not any(
            text != other and text.startswith(other) and ends_word(text[len(other) :])
            for other in found.endings
        )
    ]
    assert sum(first_words) <= found.wanted + 1e-9
    assert found.wanted <= found.agreeing + 1e-9
