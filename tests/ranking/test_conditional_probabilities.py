"""A suggestion's probability: summed over spellings, given what is typed, its word's end paid."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from autocomplete.language_model.interface import Prompt
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.tree import Node
from tests.ranking.trees import feed, follow, ranked

PROFILE = Profile(suggestions=20, least_characters=1, least_probability=0.0, most_words=9)
# What follows a complete word.
ENDS = {" x": 0.6, ".": 0.4}


def probabilities(root: Node, remainder: str, profile: Profile = PROFILE) -> dict[str, float]:
    return {item.text: item.prob for item in ranked(root, remainder, profile)}


def tree(**expanded: dict[str, float]) -> Node:
    root = feed(Node(Prompt("")), {" the": 0.5, " a": 0.3, " th": 0.2})
    for word, shares in expanded.items():
        feed(follow(root, f" {word}"), shares)
    return root


def test_the_most_probable_comes_first_and_ties_go_by_the_alphabet() -> None:
    root = feed(Node(Prompt("")), {" b": 0.25, " a": 0.25, " c": 0.5})
    assert [item.text for item in ranked(root, "", PROFILE)] == [" c", " a", " b"]


def test_log_probability_and_score_are_those_of_the_sum() -> None:
    for item in ranked(tree(the=ENDS), "", PROFILE):
        assert item.logprob == pytest.approx(math.log(item.prob))
        assert item.score == item.logprob


def test_different_spellings_of_one_text_are_one_suggestion_with_their_sum() -> None:
    root = tree(the=ENDS, th={"e": 0.75, "is": 0.25})
    feed(follow(root, " th", "e"), ENDS)
    found = ranked(root, "", PROFILE)
    assert [item.text for item in found].count(" the") == 1
    assert probabilities(root, "")[" the"] == pytest.approx(0.5 + 0.2 * 0.75)


@pytest.mark.parametrize(
    ("whole", "in_two", "best"), [(0.35, 0.4, [" the"]), (0.2, 0.5, [" th", "e"])]
)
def test_the_best_spelling_is_the_one_that_is_shown(
    whole: float, in_two: float, best: list[str]
) -> None:
    root = feed(Node(Prompt("")), {" the": whole, " th": in_two})
    feed(follow(root, " the"), ENDS)
    feed(follow(root, " th"), {"e": 0.75, "is": 0.25})
    feed(follow(root, " th", "e"), ENDS)
    [item] = [item for item in ranked(root, "", PROFILE) if item.text == " the"]
    assert [token.text for token in item.tokens] == best
    path = math.exp(sum(token.logprob for token in item.tokens))
    assert path == pytest.approx(max(whole, in_two * 0.75))


def test_a_word_does_not_get_the_mass_of_longer_words_that_begin_with_it() -> None:
    root = tree(the={"re": 0.75, " x": 0.25}, a=ENDS)
    feed(follow(root, " the", "re"), ENDS)
    found = probabilities(root, "")
    assert found[" the"] == pytest.approx(0.5 * 0.25)
    assert found[" there"] == pytest.approx(0.5 * 0.75)


def test_an_end_token_completes_a_word() -> None:
    root = tree()
    feed(follow(root, " the"), {"re": 0.5}, end=0.5)
    assert probabilities(root, "")[" the"] == pytest.approx(0.5 * 0.5)


def test_probabilities_are_conditional_on_the_typed_letters() -> None:
    found = probabilities(tree(the=ENDS, th={"is": 1.0}, a=ENDS), " th")
    assert found["e"] == pytest.approx(0.5 / 0.7)
    assert not any(text.startswith(" a") for text in found)


def test_a_word_that_ends_inside_a_token_is_suggested_too() -> None:
    root = feed(Node(Prompt("")), {" of the": 0.5, " at": 0.5})
    assert probabilities(root, "")[" of"] == pytest.approx(0.5)


def test_suggestions_that_exclude_each_other_add_up_to_at_most_1() -> None:
    root = tree(the=ENDS, a=ENDS, th={"is": 0.5, "at": 0.5})
    found = probabilities(root, "", replace(PROFILE, most_words=1))
    single = [prob for text, prob in found.items() if not text.endswith(".")]
    assert 0.9 < sum(single) <= 1.0 + 1e-9


@pytest.mark.parametrize(
    ("text", "boundary"), [(" yes", "word"), (" yes I", "phrase"), (" yes!", "sentence")]
)
def test_the_boundary_tells_what_ends_the_suggestion(text: str, boundary: str) -> None:
    root = feed(Node(Prompt("")), {text: 1.0})
    [item] = [item for item in ranked(root, "", PROFILE) if item.text == text]
    assert item.boundary == boundary


def test_nothing_known_gives_no_suggestions() -> None:
    assert ranked(Node(Prompt("")), " th", PROFILE) == ()
    assert ranked(tree(), " zq", PROFILE) == ()
