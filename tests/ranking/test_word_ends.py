"""What shows that a word is complete: the bytes that come next."""

from __future__ import annotations

import pytest

from autocomplete.ranking.boundaries import ends_word, inner_ends, split_character, words


@pytest.mark.parametrize("following", [" x", ".", ",", "\n", "\t", "-", "(", "日", "ส", "😀", "…"])
def test_white_space_punctuation_and_spaceless_scripts_end_a_word(following: str) -> None:
    assert ends_word(following.encode())


@pytest.mark.parametrize(
    "following", ["", "s", "É", "7", "_", "'s", "’s", "\N{COMBINING ACUTE ACCENT}", "م", "ा"]
)
def test_letters_digits_apostrophes_and_marks_do_not(following: str) -> None:
    assert not ends_word(following.encode())


@pytest.mark.parametrize("half", [b"\xe6", b"\xe6\x97", b"\x97\xa5", b"\xf0\x9f\x98", b"\xff"])
def test_half_a_character_shows_nothing(half: bytes) -> None:
    assert not ends_word(half)


@pytest.mark.parametrize(
    ("token", "offsets"),
    [
        ("the", ()),
        (" the", ()),
        ("the ", (3,)),
        ("b. ", (1, 2)),
        (" a b", (2,)),
        ("  a", ()),
        ("日本", (3,)),
        ("é.", (2,)),
        ("don't", ()),
    ],
)
def test_words_end_inside_tokens_too(token: str, offsets: tuple[int, ...]) -> None:
    assert inner_ends(token.encode()) == offsets


@pytest.mark.parametrize(
    ("text", "held"),
    [
        (b"", b""),
        (b"a", b""),
        ("aé".encode(), b""),
        (b"a\xc3", b"\xc3"),
        (b"\xe6\x97", b"\xe6\x97"),
        (b"\xf0\x9f\x98", b"\xf0\x9f\x98"),
        ("😀".encode(), b""),
        (b"\x97\xa5", b""),
    ],
)
def test_the_beginning_of_a_split_character_is_found_at_the_end_only(
    text: bytes, held: bytes
) -> None:
    assert split_character(text) == held


@pytest.mark.parametrize(
    ("text", "count"), [("the", 1), (" the", 1), (" the end", 2), ("uld be", 2)]
)
def test_a_piece_that_completes_a_word_counts_as_one(text: str, count: int) -> None:
    assert words(text) == count
