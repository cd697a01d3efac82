"""Typing on, accepting and deleting find what is already known."""

from __future__ import annotations

import pytest

from autocomplete.language_model.interface import Prompt
from autocomplete.ranking.tree import Forest, Node
from tests.ranking.trees import feed, follow


@pytest.fixture
def forest() -> Forest:
    return Forest()


def known(forest: Forest, text: str) -> Node:
    return feed(forest.root(text), {" would": 0.4, " wo": 0.2, " am": 0.1})


def test_the_same_prompt_has_the_same_node(forest: Forest) -> None:
    assert forest.root("I") is forest.root("I")


def test_a_new_prompt_has_a_node_of_its_own_that_knows_nothing(forest: Forest) -> None:
    known(forest, "I")
    node = forest.root("You")
    assert node.distribution is None
    assert node.prompt == Prompt("You")


def test_an_accepted_word_that_was_explored_is_known(forest: Forest) -> None:
    explored = feed(follow(known(forest, "I"), " would"), {" like": 0.5})
    assert forest.root("I would") is explored
    deeper = feed(follow(explored, " like"), {" to": 0.9})
    assert forest.root("I would like") is deeper


def test_what_was_told_of_a_text_is_known_without_holding_a_place_for_others(
    forest: Forest,
) -> None:
    root = known(forest, "I")
    assert forest.known("I") is root
    assert forest.known("You") is None
    assert forest.known("I would") is None
    explored = feed(follow(root, " would"), {" like": 0.5})
    assert forest.known("I would") is explored
    forest.root("You")
    assert forest.known("You") is None


def test_an_accepted_word_that_was_only_shown_is_asked_about_as_a_path(forest: Forest) -> None:
    root = known(forest, "I")
    node = forest.root("I would")
    assert node is follow(root, " would")
    assert [token.text for token in node.prompt.tokens] == [b" would"]


def test_a_word_spelled_by_several_tokens_is_found(forest: Forest) -> None:
    root = known(forest, "I")
    feed(follow(root, " wo"), {"nder": 0.5, "rry": 0.1})
    assert [token.text for token in forest.root("I wonder").prompt.tokens] == [b" wo", b"nder"]


def test_of_two_spellings_the_more_probable_is_taken(forest: Forest) -> None:
    root = known(forest, "I")
    feed(follow(root, " wo"), {"uld": 0.9})
    assert [token.text for token in forest.root("I would").prompt.tokens] == [b" would"]


def test_deleting_comes_back_to_what_was_known(forest: Forest) -> None:
    first = known(forest, "I")
    second = feed(forest.root("I would"), {" like": 0.5})
    feed(forest.root("I would like"), {" to": 0.9})
    assert forest.root("I would") is second
    assert forest.root("I") is first


def test_another_beginning_of_the_same_length_is_not_mistaken_for_it(forest: Forest) -> None:
    known(forest, "I")
    assert forest.root("U would").distribution is None
    assert forest.root("U would").prompt.tokens == ()


def test_a_wider_answer_replaces_a_narrower_one(forest: Forest) -> None:
    root = known(forest, "I")
    explored = feed(follow(root, " would"), {" like": 0.5})
    feed(root, {" would": 0.4, " wo": 0.2, " am": 0.1, " zigzag": 0.001}, asked_for=5000)
    assert forest.root("I would") is explored
    assert [token.text for token in forest.root("I zigzag").prompt.tokens] == [b" zigzag"]
