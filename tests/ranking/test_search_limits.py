"""Which paths a search asks the model about, in which order, and when it stops."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.language_model.interface import Prompt
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.search import Search
from autocomplete.ranking.tree import Node
from autocomplete.ranking.typed_past import TypedPast
from tests.ranking.trees import Shares, asked, feed, follow

PROFILE = Profile(token_budget=100, expand_share=0.2, most_words=2, least_agreeing=0)
FIRST = {" the": 0.5, " a": 0.3, " my": 0.1, ".": 0.1}
# A word that is nearly always followed by many unlikely things.
SPREAD = {f" {letter}": 0.05 for letter in "bcdefghijklmnopqrst"}


def start(remainder: str = "", profile: Profile = PROFILE) -> Search:
    return Search(Node(Prompt("")), remainder.encode(), profile)


def first_then_spread(path: str) -> Shares:
    return SPREAD if path else FIRST


def test_the_first_question_is_about_the_root_whatever_the_budget() -> None:
    search = start(profile=replace(PROFILE, token_budget=0))
    assert asked(search, first_then_spread, cost=700) == [("", 200)]


def test_the_heaviest_path_is_followed_first() -> None:
    questions = asked(start(), first_then_spread)
    assert questions[:3] == [("", 200), (" the", 200), (" a", 200)]


def test_nothing_below_the_share_is_followed() -> None:
    assert [path for path, _ in asked(start(), first_then_spread)] == ["", " the", " a"]
    narrow = replace(PROFILE, expand_share=0.4)
    assert [path for path, _ in asked(start(profile=narrow), first_then_spread)] == ["", " the"]


@given(budget=st.integers(0, 12), cost=st.integers(1, 5), share=st.floats(0.0, 0.5))
def test_the_budget_stops_the_search_at_the_first_question_that_reaches_it(
    budget: int, cost: int, share: float
) -> None:
    profile = replace(PROFILE, token_budget=budget, expand_share=share)
    questions = asked(start(profile=profile), first_then_spread, cost=cost)
    assert (len(questions) - 1) * cost < budget + cost


def test_a_larger_budget_asks_more() -> None:
    def depth(budget: int) -> int:
        profile = replace(PROFILE, token_budget=budget, expand_share=0.0)
        return len(asked(start(profile=profile), first_then_spread))

    assert [depth(budget) for budget in (0, 1, 2, 5)] == [1, 2, 3, 6]


def test_only_what_agrees_with_the_typed_letters_is_followed() -> None:
    answers = {"": {" t": 0.3, " the": 0.2, " to": 0.2, " a": 0.3}, " t": {"he": 0.6, "wo": 0.4}}
    questions = asked(start(" th"), lambda path: answers.get(path, SPREAD))
    assert {path for path, _ in questions} == {"", " t", " the"}


def test_a_path_with_as_many_words_as_a_suggestion_may_have_is_not_followed() -> None:
    sure = {" on": 0.9, ".": 0.1}
    profile = replace(PROFILE, most_words=1)
    assert [path for path, _ in asked(start(profile=profile), lambda _: sure)] == ["", " on"]
    profile = replace(PROFILE, most_words=3)
    questions = [path for path, _ in asked(start(profile=profile), lambda _: sure)]
    assert questions == ["", " on", " on on", " on on on"]


@pytest.mark.parametrize(("agreeing", "asks_again"), [(0, True), (2, True), (3, False)])
def test_a_half_word_that_few_alternatives_agree_with_is_asked_about_again_and_wider(
    agreeing: int, asks_again: bool
) -> None:
    shares = {" a": 0.5, **{f" zq{number}": 0.01 for number in range(agreeing)}}
    profile = replace(PROFILE, least_agreeing=3, token_budget=1, expand_share=1.0)
    questions = asked(start(" zq", profile), lambda _: shares)
    assert questions == [("", 200), ("", 5000)][: 1 + asks_again]


@pytest.mark.parametrize(("typed", "alternatives"), [(" wou", 200), (" w", 5000)])
def test_a_wider_question_is_asked_only_where_it_may_show_something_that_counts(
    typed: str, alternatives: int
) -> None:
    # Of the fifth that was not shown, the less agrees the more letters are typed.
    root = feed(Node(Prompt("")), {" the": 0.5, " would": 0.3})
    expansion = Search(root, typed.encode(), replace(PROFILE, least_agreeing=3)).next_expansion()
    assert expansion is not None
    assert expansion.alternatives == alternatives


def test_what_counts_is_what_is_still_wanted() -> None:
    root = feed(Node(Prompt("")), {" the": 0.3, " would": 0.5})
    profile = replace(PROFILE, least_agreeing=3)
    past = TypedPast(strength=1.0, reading_ms=0.0)
    past.showed([" would"], now=0.0)
    past.typed(" wou", now=9.0)
    for search, alternatives in (
        (Search(root, b" wou", profile), 200),
        (Search(root, b" wou", profile, past.belief), 5000),
    ):
        expansion = search.next_expansion()
        assert expansion is not None
        assert expansion.alternatives == alternatives


def test_what_was_asked_widely_is_not_asked_again() -> None:
    root = feed(Node(Prompt("")), {" a": 0.5}, asked_for=5000)
    search = Search(root, b" zq", replace(PROFILE, least_agreeing=3))
    assert search.next_expansion() is None


def test_a_wider_question_counts_against_the_budget() -> None:
    profile = replace(PROFILE, least_agreeing=3, token_budget=2)
    search = start(" zq", profile)
    asked(search, lambda _: {" a": 0.5})
    assert search.spent == 1


def test_a_known_tree_is_not_asked_about_again() -> None:
    search = start()
    asked(search, first_then_spread)
    again = Search(search.root, b"", PROFILE)
    assert again.next_expansion() is None
    assert again.found.endings.keys() == search.found.endings.keys()


def test_typing_on_asks_only_what_the_letters_brought_into_view() -> None:
    search = start()
    asked(search, first_then_spread)
    assert asked(Search(search.root, b" th", PROFILE), first_then_spread) == []
    assert asked(Search(search.root, b" m", PROFILE), first_then_spread) == [(" my", 200)]


def test_an_answer_that_shows_nothing_more_ends_the_search() -> None:
    root = Node(Prompt(""))
    search = Search(root, b"", PROFILE)
    expansion = search.next_expansion()
    assert expansion is not None and expansion.node is root
    feed(root, {}, end=1.0)
    search.fed(expansion, 1)
    assert search.next_expansion() is None


def test_what_is_no_longer_wanted_is_not_followed() -> None:
    past = TypedPast(strength=1.0, reading_ms=0.0)
    past.showed([" the", " the end"], now=0.0)
    root = feed(Node(Prompt("")), {" the": 0.8, " thus": 0.1, " this": 0.1})
    assert Search(root, b" th", PROFILE).next_expansion() is not None
    past.typed(" th", now=9.0)
    expansion = Search(root, b" th", PROFILE, past.belief).next_expansion()
    assert expansion is not None
    assert expansion.node in {follow(root, " thus"), follow(root, " this")}
