"""What is typed next tells which suggestions came true; what cannot be known is not counted."""

from __future__ import annotations

import pytest

from autocomplete.events.outcomes import MOST_WATCHED, Outcome, Watch

MAKER = ("default", "model")
TYPED, ACCEPTED, NOT_TRUE = Outcome.TYPED, Outcome.ACCEPTED, Outcome.NOT_TRUE


def watched(text: str, *items: str) -> Watch:
    """A list for input 1, whose probabilities are 0.5, 0.25 and so on."""
    watch = Watch()
    watch.showed(1, MAKER, text, [(item, 0.5 / 2**rank) for rank, item in enumerate(items)])
    return watch


def test_an_item_came_true_where_it_was_typed_out_and_the_word_ended() -> None:
    watch = watched("a th", "e", "ere")
    assert watch.typed("a the") == {}
    assert watch.typed("a the ") == {MAKER: [(0.5, TYPED), (0.25, NOT_TRUE)]}


def test_a_longer_word_is_not_what_was_suggested() -> None:
    watch = watched("a th", "e", "ere")
    assert watch.typed("a there,") == {MAKER: [(0.5, NOT_TRUE), (0.25, TYPED)]}


def test_an_item_that_was_taken_came_true_at_once() -> None:
    watch = watched("a th", "ree", "ird")
    watch.accepted(1, 0)
    assert watch.typed("a three") == {MAKER: [(0.5, ACCEPTED), (0.25, NOT_TRUE)]}


def test_the_first_word_of_a_taken_item_says_nothing_of_the_rest_yet() -> None:
    watch = watched("I", " would like")
    watch.accepted(1, 0)
    assert watch.typed("I would") == {}
    assert watch.typed("I would rather") == {MAKER: [(0.5, NOT_TRUE)]}


def test_a_list_is_counted_once() -> None:
    watch = watched("a th", "e")
    assert watch.typed("a thx")
    assert watch.typed("a thxx") == {}


@pytest.mark.parametrize("now", ["a t", "", "something else"])
def test_after_deleting_or_moving_away_nothing_is_known(now: str) -> None:
    watch = watched("a th", "e")
    assert watch.typed(now) == {}
    assert watch.typed("a the ") == {}


def test_a_client_that_cuts_off_the_beginning_of_a_long_text_is_followed() -> None:
    words = " ".join(f"word{number}" for number in range(500))
    watch = watched(words[-1000:], " and")
    assert watch.typed((words + " and ")[-1000:]) == {MAKER: [(0.5, TYPED)]}


def test_lists_of_several_models_are_kept_apart() -> None:
    watch = watched("a", " b")
    watch.showed(2, ("default", "larger"), "a ", [("b", 0.9)])
    assert watch.typed("a b.") == {MAKER: [(0.5, TYPED)], ("default", "larger"): [(0.9, TYPED)]}


def test_old_lists_are_given_up() -> None:
    watch = Watch()
    for id in range(MOST_WATCHED + 5):
        watch.showed(id, MAKER, "a", [(" b", 0.5)])
    assert len(watch.typed("a c")[MAKER]) == MOST_WATCHED
