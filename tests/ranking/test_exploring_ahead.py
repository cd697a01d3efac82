"""What is asked about ahead: the lists that would follow the likeliest accept, letters, accepts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from autocomplete.language_model.interface import Prompt
from autocomplete.ranking.ahead import searches_ahead
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.search import Search
from autocomplete.ranking.tree import Node
from tests.ranking.trees import Shares, asked, feed, follow, ranked

PROFILE = Profile(expand_share=0.25, least_agreeing=0, most_words=1)
SPREAD = {f" {letter}{letter}": 0.05 for letter in "bcdefghijklmnopqrst"}


def asked_ahead(root: Node, behind: Mapping[str, Shares], profile: Profile = PROFILE) -> list[str]:
    """The paths asked about behind the list for " t"; ``behind`` answers some of them."""
    paths: list[str] = []
    for search in searches_ahead(Search(root, b" t", profile), ranked(root, " t", profile)):
        paths += [path for path, _ in asked(search, lambda path: behind.get(path, SPREAD))]
    return paths


def explored(shares: Shares, behind: Mapping[str, Shares], profile: Profile = PROFILE) -> list[str]:
    return asked_ahead(feed(Node(Prompt("")), shares), behind, profile)


def test_the_ends_of_the_items_are_asked_about_the_likeliest_first() -> None:
    assert explored({" today": 0.2, " the": 0.5, " a": 0.3}, {}) == [" the", " today"]


def test_the_list_behind_an_accept_is_completed_before_the_next_accept() -> None:
    behind = {" the": {" end": 0.9, ".": 0.1}}
    assert explored({" the": 0.5, " today": 0.2}, behind) == [" the", " the end", " today"]


def test_each_of_the_lists_ahead_has_a_budget_of_its_own() -> None:
    # Those behind the accept, behind its space and behind the letter "h".
    sure = {" the" + " end" * depth: {" end": 0.9, ".": 0.1} for depth in range(20)}
    profile = replace(PROFILE, token_budget=2, most_words=20)
    paths = explored({" the": 1.0}, sure, profile=profile)
    assert paths == [" the" + " end" * depth for depth in range(1 + 3 * 2)]


def test_what_is_known_behind_an_accept_is_not_asked_again() -> None:
    root = feed(Node(Prompt("")), {" the": 0.5, " today": 0.2})
    feed(follow(root, " the"), SPREAD)
    assert asked_ahead(root, {}) == [" today"]


def test_a_text_that_ends_inside_a_token_is_left_out() -> None:
    assert explored({" this, too": 0.5, " today": 0.2}, {}) == [" today"]


def test_without_items_nothing_is_asked() -> None:
    assert explored({" a": 0.5}, {}) == []


def test_what_the_search_behind_a_shorter_item_has_asked_is_not_asked_again() -> None:
    root = feed(Node(Prompt("")), {" the": 0.6, " today": 0.2})
    feed(follow(root, " the"), {" end": 1.0})
    profile = replace(PROFILE, most_words=2)
    assert {"he", "he end"} <= {item.text for item in ranked(root, " t", profile)}
    assert asked_ahead(root, {}, profile) == [" the end", " today"]


def test_the_list_behind_an_accept_and_a_space_is_completed_too() -> None:
    # Behind a space the full stop is out of view, so that "is" holds a larger share.
    behind = {" the": {" is": 0.3, ".": 0.7}}
    profile = replace(PROFILE, expand_share=0.5)
    assert explored({" the": 1.0}, behind, profile) == [" the", " the.", " the is"]


def test_the_lists_behind_the_likeliest_letters_come_before_those_behind_other_accepts() -> None:
    shares = {" time": 0.4, " tiny": 0.05, " than": 0.04}
    shown = replace(PROFILE, suggestions=2)
    assert explored(shares, {}, shown) == [" time", " than", " tiny"]


def test_only_the_likeliest_letters_are_looked_behind() -> None:
    shares = {f" t{letter}x": 0.1 - 0.01 * at for at, letter in enumerate("abcdefg")}
    paths = explored(shares, {}, replace(PROFILE, suggestions=1))
    assert paths == [f" t{letter}x" for letter in "abcd"]
