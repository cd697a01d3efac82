"""With an unlimited budget the tree's probabilities are those of brute-force marginalisation."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.ranking.boundaries import ends_word, split_character
from autocomplete.ranking.typed_past import Belief
from tests.ranking.token_models import UNLIMITED, TokenModel, searched

# Prefixes of each other, several spellings of one text, inner spaces and breaks, a three-byte
# character and a two-byte one split over tokens, an apostrophe on its own.
AWKWARD = (
    b" ", b"a", b"b", b"ab", b" a", b" ab", b" a b", b"b ", b"ab.", b". a", b"'", b"'b", b"\n",
    b"\xe3", b"\x81\x82", b"\xe3\x81", b"\x82", b"\xc3", b"\xa9", b"\xc3\xa9a",
)  # fmt: skip
REMAINDERS = (b"", b" ", b"a", b"ab", b" a", b" ab", b"\xe3\x81\x82", b"\xc3\xa9", b"a'", b". ")


@st.composite
def token_models(draw: st.DrawFn) -> TokenModel:
    vocabulary = tuple(
        draw(st.lists(st.sampled_from(AWKWARD), min_size=2, max_size=4, unique=True))
    )
    row = st.tuples(*[st.integers(0, 5)] * len(vocabulary), st.integers(1, 3))
    return TokenModel(vocabulary, tuple(draw(st.lists(row, min_size=1, max_size=3))))


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
        assert ending.certain == pytest.approx(ending.mass, abs=1e-9)
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
    token_budget=st.integers(0, 6),
)
def test_with_a_budget_the_true_probability_lies_between_the_bounds(
    model: TokenModel, remainder: bytes, token_budget: int
) -> None:
    profile = replace(UNLIMITED, token_budget=token_budget)
    found = searched(model, remainder, profile).found
    typed = marginal(model, remainder)
    if not typed:
        return
    assert found.at_least <= typed + 1e-9
    assert found.at_most >= typed - 1e-9
    for text in found.endings:
        if split_character(text):
            continue
        lower, upper = found.bounds(text)
        assert lower - 1e-9 <= marginal_of_words(model, text) / typed <= upper + 1e-9


@given(
    model=token_models(),
    remainder=st.sampled_from(REMAINDERS),
    token_budget=st.integers(0, 20),
    doubts=st.dictionaries(
        st.sampled_from((b"a", b"b", b"ab", b" a", b"a b", b" ab", b" a b")), st.floats(0, 1)
    ),
)
def test_what_excludes_each_other_never_adds_up_to_more_than_all_whatever_was_typed_past(
    model: TokenModel, remainder: bytes, token_budget: int, doubts: dict[bytes, float]
) -> None:

    def belief(continuation: bytes) -> Belief:
        inherited = 1.0
        for at in range(1, len(continuation)):
            if ends_word(continuation[at:]):
                inherited *= doubts.get(continuation[:at], 1.0)
        return Belief(doubts.get(continuation, 1.0), inherited)

    profile = replace(UNLIMITED, token_budget=token_budget)
    found = searched(model, remainder, profile, belief).found
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
