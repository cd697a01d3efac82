"""Capitals: the typist's habit decides, and one word takes one place."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.language_model.interface import Prompt
from autocomplete.ranking.candidates import rank
from autocomplete.ranking.letter_case import fold, writes_lower_case
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.suggestions import Suggestion
from autocomplete.ranking.survey import survey
from autocomplete.ranking.tree import Node
from autocomplete.ranking.typed_past import TypedPast
from tests.ranking.trees import feed

PROFILE = Profile(least_characters=1, least_probability=0.0)
SHARES = {" Monday": 0.4, " monday": 0.2, " noon": 0.3}


def items(
    profile: Profile = PROFILE, *, lower_case: bool = False, shares: dict[str, float] = SHARES
) -> dict[str, Suggestion]:
    root = feed(Node(Prompt("")), shares)
    found = rank(survey(root, b""), b"", profile, "model", lower_case=lower_case)
    return {item.text: item for item in found.items}


@pytest.mark.parametrize(
    "text", ["when", "hello. then", "fine.\nok", 'Oh? "because. so', "(see", "¿qué", "да. нет"]
)
def test_small_letters_where_capitals_were_due_show_a_lower_case_typist(text: str) -> None:
    assert writes_lower_case(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "When",
        "hello. Then",
        "So i ragazzi",
        "3 days",
        "今日は",
        "مرحبا",
        "Say e.g. this. 42",
        "Да. нет",
    ],
)
def test_anything_else_does_not(text: str) -> None:
    assert not writes_lower_case(text)


def test_spellings_that_differ_in_capitals_alone_are_one_suggestion() -> None:
    found = items()
    assert set(found) == {" Monday", " noon"}
    assert found[" Monday"].logprob == pytest.approx(math.log(found[" noon"].prob * 2))
    least, most = found[" Monday"].bounds
    assert least <= found[" Monday"].prob <= most


def test_a_lower_case_typist_is_shown_no_capitals() -> None:
    assert set(items(lower_case=True)) == {" monday", " noon"}


def test_the_models_own_capitals_can_be_asked_for() -> None:
    as_model = replace(PROFILE, letter_case="model")
    assert set(items(as_model, lower_case=True)) == {" Monday", " monday", " noon"}


def test_other_capitals_than_those_typed_past_are_not_wanted_either() -> None:
    past = TypedPast(strength=1.0, reading_ms=0.0)
    past.typed("see you on", 0.0)
    past.showed([" Monday"], 0.0)
    past.typed("see you on m", 1.0)
    assert past.belief(b"onday").wanted == 0.0
    assert past.belief(b"ONDAY then").wanted == 0.0
    assert past.belief(b"ore").wanted == 1.0


@given(st.text(), st.text())
def test_a_beginning_folds_to_a_beginning(first: str, second: str) -> None:
    assert fold((first + second).encode()).startswith(fold(first.encode()))


@given(st.text(min_size=1))
def test_half_a_character_can_be_folded(text: str) -> None:
    half = text.encode()[:-1]
    assert fold(half).startswith(fold(half[:0]))
    assert fold(fold(half)) == fold(half)
