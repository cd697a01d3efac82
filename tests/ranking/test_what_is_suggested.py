"""Texts that a person could not use are never suggested."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest

from autocomplete.language_model.interface import Distribution, Prompt, Token
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.tree import Node
from tests.ranking.trees import feed, follow, ranked

PROFILE = Profile(least_characters=1, least_probability=0.0)
INVISIBLE = ["\n", "\r", "\t", "\x00", "\x1b", "\x7f", "\x85", "\x9b", "\u2028", "\u2029"]


def texts(shares: dict[str, float], remainder: str = "", profile: Profile = PROFILE) -> set[str]:
    root = feed(Node(Prompt("")), shares)
    return {item.text for item in ranked(root, remainder, profile)}


@pytest.mark.parametrize("char", INVISIBLE, ids=ascii)
def test_control_characters_and_line_breaks_are_not_suggested(char: str) -> None:
    shares = {f" a{char}b": 0.3, f"{char}c": 0.2, f" d{char}": 0.2, " good": 0.1}
    found = texts(shares, profile=replace(PROFILE, most_words=5))
    assert " good" in found
    assert {" a", " d"} >= found - {" good"}
    assert all(unicodedata.category(c) not in ("Cc", "Zl", "Zp") for text in found for c in text)


@pytest.mark.parametrize("override", ["\u202a", "\u202e", "\u2066", "\u2069"], ids=ascii)
def test_what_would_turn_the_direction_of_the_rest_is_not_suggested(override: str) -> None:
    assert texts({f" a{override}b": 0.5, " good": 0.5}) <= {" good", " a"}


def test_joiners_that_belong_to_words_and_emoji_are_kept() -> None:
    farsi = " می\N{ZERO WIDTH NON-JOINER}خواهم"
    assert farsi in texts({farsi: 0.5})


@pytest.mark.parametrize("text", [" ", "   ", ".", " ...", "-", " 😀"])
def test_white_space_and_punctuation_alone_save_nobody_anything(text: str) -> None:
    assert texts({text: 0.5, " good": 0.5}) == {" good"}


def test_a_suggestion_never_ends_with_white_space() -> None:
    assert texts({" good ": 0.5, " fine\N{NO-BREAK SPACE}": 0.5}) == {" good", " fine"}


def test_half_a_character_is_not_suggested() -> None:
    root = Node(Prompt(""))
    root.feed(Distribution((Token(b" caf\xc3", -0.5), Token(b" tea", -1.5)), 0.0, 200))
    assert [item.text for item in ranked(root, "", PROFILE)] == [" tea"]


def test_what_is_already_typed_is_never_repeated() -> None:
    assert texts({" would": 0.5, " wonder": 0.2}, " wo") == {"uld", "nder"}
    assert texts({" would": 0.5}, " would") == set()


def test_suggestions_have_at_most_so_many_words() -> None:
    root = feed(Node(Prompt("")), {" a": 1.0})
    feed(follow(root, " a"), {" b": 1.0})
    feed(follow(root, " a", " b"), {" c": 1.0})
    for most, longest in ((1, " a"), (2, " a b"), (3, " a b c")):
        found = ranked(root, "", replace(PROFILE, most_words=most))
        assert max((item.text for item in found), key=len) == longest


def test_suggestions_have_at_least_so_many_characters() -> None:
    shares = {" would": 0.5, " wow": 0.2}
    assert texts(shares, " wo", replace(PROFILE, least_characters=2)) == {"uld"}


def test_improbable_texts_are_not_shown() -> None:
    shares = {" likely": 0.9, " hardly": 0.05}
    assert texts(shares, profile=replace(PROFILE, least_probability=0.1)) == {" likely"}


def test_no_more_are_shown_than_asked_for() -> None:
    shares = {f" word{number}": 0.1 for number in range(9)}
    for count in (1, 3, 9):
        assert len(texts(shares, profile=replace(PROFILE, suggestions=count))) == count
