"""The one suggestion that is shown is the one that people would otherwise type on for longest."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.ranking.strategies import Candidate, choose
from autocomplete.ranking.typing_cost import TypingCost
from autocomplete.ranking.waiting import MOST_WEIGHED, keys_saved, keys_waited

COST = TypingCost(1.0, 0.2)
Words = dict[str, float]


def shown(*candidates: tuple[str, float]) -> str:
    listed = choose("sum", [Candidate(text, share, 1) for text, share in candidates], 1, COST)
    [(one, score)] = listed
    assert score == pytest.approx(math.log(one.probability))
    return one.text


def keys_by_typing(words: Words, wanted: str, first: str | None) -> int:
    """Type ``wanted`` key by key until a list shows it; ``first`` is what the first list shows."""
    past: set[str] = set()
    for typed in range(len(wanted)):
        fitting = [
            word
            for word in words
            if word[:typed] == wanted[:typed] and word not in past and len(word) - typed >= 2
        ]
        best = max(fitting, key=lambda word: words[word], default=None)
        if typed == 0:
            best = first
        if best == wanted:
            return typed
        if best is not None:
            past.add(best)
    return len(wanted)


def waited_by_typing(words: Words, first: str | None) -> float:
    return sum(share * keys_by_typing(words, word, first) for word, share in words.items())


@st.composite
def word_sets(draw: st.DrawFn) -> Words:
    texts = draw(st.lists(st.text("abc", min_size=1, max_size=5), min_size=1, unique=True))
    shares = draw(
        st.lists(
            st.integers(1, 1000), min_size=len(texts), max_size=len(texts), unique=True
        )
    )  # fmt: skip
    return {text: share / 1000 for text, share in zip(texts, shares, strict=True)}


@given(word_sets())
def test_the_keys_waited_are_those_of_typing_each_word(words: Words) -> None:
    likeliest = sorted(words.items(), key=lambda pair: -pair[1])
    first = next((text for text, _ in likeliest if len(text) >= 2), None)
    assert keys_waited(likeliest) == pytest.approx(waited_by_typing(words, first))


@given(word_sets())
def test_the_keys_saved_are_those_that_typing_each_word_saves(words: Words) -> None:
    likeliest = sorted(words.items(), key=lambda pair: -pair[1])
    without = waited_by_typing(words, None)
    for (text, _), saved in zip(likeliest, keys_saved(likeliest), strict=False):
        assert saved == pytest.approx(without - waited_by_typing(words, text))


def test_a_word_in_the_way_of_others_comes_before_a_likelier_one_that_is_in_nobodys() -> None:
    assert shown(("and", 0.32), ("the", 0.3)) == "and"
    assert shown(("and", 0.32), ("the", 0.3), ("this", 0.2)) == "the"


def test_of_words_in_nobodys_way_the_likeliest_is_shown() -> None:
    assert shown(("if", 0.1), ("when", 0.3), ("and", 0.2)) == "when"


def test_two_words_are_shown_for_the_second_accept_where_they_mostly_follow_each_other() -> None:
    assert shown(("be", 0.4), ("be sure", 0.3)) == "be sure"
    assert shown(("be", 0.4), ("be sure", 0.1)) == "be"


def test_words_that_differ_in_capitals_alone_stand_in_each_others_way() -> None:
    assert shown(("and", 0.32), ("The", 0.3), ("this", 0.2)) == "The"


def test_however_many_words_there_are_one_of_the_likeliest_is_shown() -> None:
    words = [(f"word{number}", 1 / (number + 200)) for number in range(100)]
    assert shown(*words) in {text for text, _ in words[:MOST_WEIGHED]}
