"""What was shown, read and not taken is believed to be unwanted."""

from __future__ import annotations

import math

import pytest

from autocomplete.ranking.typed_past import WANTED, TypedPast


@pytest.fixture
def past() -> TypedPast:
    return TypedPast(strength=1.0, reading_ms=800.0)


def show(past: TypedPast, *suggested: str, at: float = 0.0) -> None:
    past.showed(suggested, now=at)


def test_at_first_everything_is_wanted(past: TypedPast) -> None:
    past.typed("I w", now=0.0)
    assert past.belief(b"ould") == WANTED


@pytest.mark.parametrize("shown_ms", [0.0, 80.0, 800.0, 8000.0])
def test_the_longer_a_suggestion_was_in_view_the_less_it_is_wanted(
    past: TypedPast, shown_ms: float
) -> None:
    past.typed("I", now=10.0)
    show(past, " would", " wish", at=10.0)
    past.typed("I w", now=10.0 + shown_ms / 1000)
    assert past.belief(b"ould").wanted == pytest.approx(math.exp(-shown_ms / 800))
    assert past.belief(b"onder") == WANTED


def test_the_strength_bounds_the_doubt() -> None:
    past = TypedPast(strength=0.25, reading_ms=800.0)
    show(past, "ould")
    past.typed("o", now=1e6)
    assert past.belief(b"uld").wanted == pytest.approx(0.75)


def test_doubts_multiply_with_every_keystroke(past: TypedPast) -> None:
    show(past, "would", at=0.0)
    past.typed("w", now=0.8)
    show(past, "ould", at=0.8)
    past.typed("wo", now=1.6)
    assert past.belief(b"uld").wanted == pytest.approx(math.exp(-2))


def test_doubt_stays_while_the_suggestion_is_no_longer_shown(past: TypedPast) -> None:
    show(past, "would")
    past.typed("w", now=0.8)
    show(past, "ant", at=0.8)
    past.typed("wo", now=1.6)
    assert past.belief(b"uld").wanted == pytest.approx(math.exp(-1))


def test_a_list_counts_once_even_if_no_new_one_comes(past: TypedPast) -> None:
    show(past, "would")
    past.typed("w", now=0.8)
    past.typed("wo", now=8.0)
    assert past.belief(b"uld").wanted == pytest.approx(math.exp(-1))


def test_what_begins_with_an_unwanted_text_inherits_the_doubt(past: TypedPast) -> None:
    show(past, "will")
    past.typed("w", now=0.8)
    assert past.belief(b"ill be").wanted == pytest.approx(math.exp(-1))
    assert past.belief(b"illness") == WANTED


def test_what_an_unwanted_text_begins_with_stays_wanted(past: TypedPast) -> None:
    show(past, "will be")
    past.typed("w", now=0.8)
    assert past.belief(b"ill").wanted == 1.0


def test_the_text_taken_speaks_against_its_longer_neighbours_only(past: TypedPast) -> None:
    show(past, " will", " will be", " can")
    past.typed(" will", now=0.8)
    assert past.belief(b" be").wanted == pytest.approx(math.exp(-1))
    assert past.belief(b" can") == WANTED


@pytest.mark.parametrize("text", ["", "w", "x", "wan"])
def test_deleting_or_moving_forgets(past: TypedPast, text: str) -> None:
    past.typed("w", now=0.0)
    show(past, "ould", "onder")
    past.typed("wo", now=0.8)
    assert past.belief(b"uld") != WANTED
    past.typed(text, now=1.0)
    for continuation in (b"would", b"ould", b"uld", b"nder"):
        assert past.belief(continuation) == WANTED


def test_asking_again_for_the_same_text_learns_nothing(past: TypedPast) -> None:
    past.typed("w", now=0.0)
    show(past, "ould")
    past.typed("w", now=5.0)
    assert past.belief(b"ould") == WANTED
    past.typed("wo", now=5.0)
    assert past.belief(b"uld").wanted < 0.01


def test_letters_of_many_bytes_are_compared_whole(past: TypedPast) -> None:
    show(past, "日本語")
    past.typed("日", now=0.8)
    assert past.belief("本語".encode()).wanted == pytest.approx(math.exp(-1))
