"""Blocked terms are found as whole words, whatever their case and disguise, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.judging.blocked_terms import BlockedTerms

LETTERS = st.text("abzéñøжяαω漢字שع9", min_size=2, max_size=12)
SEPARATORS = st.sampled_from([".", "-", "_", "*", " ", " . ", "\u200b", "\u00ad", "·", "…"])


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("damn", " damn"),
        ("damn", " DAMN!"),
        ("damn", " ｄａｍｎ"),
        ("damn", " d.a.m.n it"),
        ("damn", " d a m n it"),
        ("damn", " d_a_m_n"),
        ("damn", " da\u200bmn"),
        ("damn", " (damn)"),
        ("straße", " STRASSE"),
        ("café", " cafe\u0301"),
        ("rival bank", " Rival\u00a0Bank"),
        ("rival bank", " rival-bank"),
        ("c++", " c"),
        ("дурак", " Дурак"),
        ("笨蛋", " 笨蛋"),
        ("क्या", " क्या"),
    ],
)
def test_a_term_is_found(term: str, text: str) -> None:
    assert BlockedTerms([term]).found(text) == term


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("ass", " pass"),
        ("ass", " assess"),
        ("ass", " as sure"),
        ("ass", " as shown"),
        ("hit", " it's hi there"),
        ("rival bank", " rivalbank"),
        ("rival bank", " rival river bank"),
        ("ano", " año"),
        ("क", " कि"),
    ],
)
def test_other_words_are_left_alone(term: str, text: str) -> None:
    assert BlockedTerms([term]).found(text) is None


def test_a_suggestion_that_ends_a_begun_word_is_judged_with_its_beginning() -> None:
    terms = BlockedTerms(["damn"])
    assert terms.found("mn", typed="well, da") == "damn"
    assert terms.found("mnation", typed="well, da") is None
    assert terms.found("\u0301", typed="d.a.m.ne") is None


def test_what_is_typed_already_is_not_the_suggestions() -> None:
    terms = BlockedTerms(["damn"])
    assert terms.found(" thing", typed="damn") is None
    assert terms.found(" thing, damn", typed="damn") == "damn"


def test_blank_terms_block_nothing() -> None:
    terms = BlockedTerms(["", "  ", "...", "\u200b"])
    assert not terms
    assert terms.found(" anything ... at all") is None


@given(term=LETTERS, before=st.sampled_from(["", " ", "(", "so, "]), separator=SEPARATORS)
def test_every_term_is_found_in_every_case_and_spread_out(
    term: str, before: str, separator: str
) -> None:
    terms = BlockedTerms([term])
    for shown in (term, term.upper(), term.casefold(), separator.join(term)):
        assert terms.found(before + shown + "!") == term


@given(term=LETTERS, more=LETTERS)
def test_no_term_is_found_inside_a_longer_word(term: str, more: str) -> None:
    assert BlockedTerms([term]).found(f" {term}{more}") is None
    assert BlockedTerms([term]).found(f" {more}{term}") is None


@given(typed=st.text(max_size=20), text=st.text(max_size=20), term=st.text(max_size=8))
def test_any_text_at_all_can_be_judged(typed: str, text: str, term: str) -> None:
    assert BlockedTerms([term]).found(text, typed) in {None, term.strip()}
