"""Long texts are cut at the front, in steps, and never to more than the model can read."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from autocomplete.live.window import Window

PROSE = " ".join(f"sentence number {number} goes on," for number in range(2_000))


def test_a_text_that_fits_is_read_whole() -> None:
    assert Window(100).end_of("I have t") == "I have t"


@given(st.lists(st.text(max_size=300), max_size=6))
def test_no_window_is_larger_than_allowed_and_each_is_an_end_of_its_text(texts: list[str]) -> None:
    window = Window(50)
    for text in texts:
        end = window.end_of(text)
        assert text.endswith(end)
        assert len(end.encode()) <= 50


def test_typing_on_moves_the_start_only_once_in_many_keystrokes() -> None:
    window = Window(600)
    starts = [length - len(window.end_of(PROSE[:length])) for length in range(2_000, 4_000)]
    assert starts == sorted(starts)
    assert len(set(starts)) == 10


def test_the_start_holds_even_when_the_client_sends_only_the_last_characters() -> None:
    window = Window(600)
    lengths = range(2_000, 4_000)
    starts = [length - len(window.end_of(PROSE[length - 1_000 : length])) for length in lengths]
    assert starts == sorted(starts)
    assert len(set(starts)) == 10


def test_deleting_keeps_the_start_until_two_thirds_of_the_window_are_gone() -> None:
    window = Window(600)
    lengths = range(4_000, 3_000, -1)
    sizes = [len(window.end_of(PROSE[:length])) for length in lengths]
    assert min(sizes) == 200
    starts = {length - size for length, size in zip(lengths, sizes, strict=True)}
    assert len(starts) <= 6


def test_letters_of_many_bytes_are_fewer_and_stay_whole() -> None:
    assert Window(300).end_of("भ" * 4_000) == "भ" * 66
