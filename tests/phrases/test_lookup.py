"""Phrases are found by what they begin with, the likeliest first: held against a naive scan."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.ranking.phrase_index import Phrase, PhraseIndex, folded, rest_behind
from autocomplete.ranking.phrase_matching import MOST_STARTS, matches

LETTERS = st.text("abß İé 店-", min_size=1, max_size=6).filter(str.strip)
PHRASES = st.lists(
    st.builds(Phrase, LETTERS, st.integers(1, 9).map(lambda tenths: tenths / 10)), max_size=12
)


def naive(phrases: list[Phrase], beginning: bytes) -> dict[bytes, float]:
    """The folded phrases that begin so, with their priors."""
    found: dict[bytes, float] = {}
    for phrase in phrases:
        key = folded(phrase.text)
        if key.startswith(beginning):
            found[key] = found.get(key, 0.0) + phrase.prior
    return found


@given(PHRASES, st.text("abß İ店", max_size=3))
def test_a_span_holds_just_the_phrases_that_begin_so(phrases: list[Phrase], typed: str) -> None:
    index = PhraseIndex(phrases)
    span = index.span(folded(typed))
    expected = naive(phrases, folded(typed))
    assert {index.key(number) for number in range(*span)} == set(expected)
    assert index.prior(span) == pytest.approx(sum(expected.values()))


@given(PHRASES, st.text("ab", max_size=2))
def test_the_likeliest_come_first_and_all_of_them_once(phrases: list[Phrase], typed: str) -> None:
    index = PhraseIndex(phrases)
    span = index.span(folded(typed))
    numbers = list(index.likeliest(span))
    assert sorted(numbers) == list(range(*span))
    priors = [index.phrase(number).prior for number in numbers]
    assert priors == sorted(priors, reverse=True)
    assert list(islice(index.likeliest(span), 2)) == numbers[:2]


@given(PHRASES, st.text("abß İ店\n.", max_size=8))
def test_each_end_of_the_line_that_begins_a_phrase_is_a_match(
    phrases: list[Phrase], text: str
) -> None:
    found = {match.start: match for match in matches(PhraseIndex(phrases), text)}
    line_start = text.rfind("\n") + 1
    for start in range(line_start, len(text) + 1):
        typed = folded(text[start:])
        longer = {key: prior for key, prior in naive(phrases, typed).items() if key != typed}
        match = found.get(start)
        if match is not None:
            assert match.typed == typed
            assert match.prior == pytest.approx(sum(longer.values()))
        elif start == line_start and len(text) - start <= 6 and text[start:].isascii():
            # The beginning of a line is always tried.
            assert not longer
    assert all(start >= line_start for start in found)


def test_inside_a_word_no_phrase_begins() -> None:
    index = PhraseIndex([Phrase("zyban", 0.1), Phrase("an", 0.1)])
    assert [match.start for match in matches(index, "see zyb")] == [4]
    assert matches(index, "see Dzyb") == ()


def test_behind_a_space_all_begin_and_behind_a_word_none() -> None:
    index = PhraseIndex([Phrase("zyban", 0.1)])
    assert [match.start for match in matches(index, "see ")] == [4]
    assert [match.start for match in matches(index, "")] == [0]
    assert matches(index, "see") == ()


def test_a_phrase_goes_on_over_several_typed_words_and_the_longest_match_is_first() -> None:
    index = PhraseIndex([Phrase("New York Times", 0.1), Phrase("york minster", 0.1)])
    assert [match.start for match in matches(index, "the new york ")] == [4, 8, 13]


def test_a_phrase_may_begin_anywhere_in_a_script_without_spaces() -> None:
    index = PhraseIndex([Phrase("东京铁塔", 0.1)])
    assert [match.start for match in matches(index, "我们在东京")] == [3]


def test_what_is_typed_in_full_is_not_expected_to_go_on() -> None:
    index = PhraseIndex([Phrase("zyban", 0.1), Phrase("Zyban patch", 0.2)])
    [match] = matches(index, "ZYBAN")
    assert match.prior == pytest.approx(0.2)
    assert matches(PhraseIndex([Phrase("zyban", 0.1)]), "zyban") == ()


def test_only_so_many_words_are_looked_back() -> None:
    words = "a b c d e f g h i j k l m n o p"
    index = PhraseIndex([Phrase(f"{words} q", 0.1)])
    assert matches(index, words) == ()
    last = words[-2 * MOST_STARTS + 1 :]
    assert len(matches(PhraseIndex([Phrase(f"{last} q", 0.1)]), words)) == 1


def test_capitals_make_no_second_phrase_and_the_likelier_one_is_shown() -> None:
    index = PhraseIndex([Phrase("nasa", 0.1, "history"), Phrase("NASA", 0.2)])
    assert len(index) == 1
    assert index.phrase(0).text == "NASA"
    assert index.phrase(0).source == "phrase"
    assert index.phrase(0).prior == pytest.approx(0.3)


@pytest.mark.parametrize(
    ("phrase", "typed", "rest"),
    [
        ("Zyban patch", "zy", "ban patch"),
        ("Straße 5", "stras", None),
        ("Straße 5", "strass", "e 5"),
        ("İstanbul", "i̇s", "tanbul"),
    ],
)
def test_the_rest_keeps_the_phrases_own_letters(phrase: str, typed: str, rest: str | None) -> None:
    assert rest_behind(phrase, folded(typed)) == rest
