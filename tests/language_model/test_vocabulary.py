"""Which of a model's tokens agree with a few typed bytes: found as if each had been looked at."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from autocomplete.language_model.vocabulary import Vocabulary

LETTERS = st.binary(max_size=4).map(lambda text: bytes(byte % 3 for byte in text))
ANY = st.binary(min_size=1, max_size=3)


@given(
    texts=st.lists(st.one_of(LETTERS.filter(bool), ANY), max_size=40),
    begun=st.one_of(LETTERS.filter(bool), ANY),
)
def test_all_tokens_that_agree_are_found_and_no_other(texts: list[bytes], begun: bytes) -> None:
    vocabulary = Vocabulary((text, number) for number, text in enumerate(texts))
    agreeing = [
        number
        for number, text in enumerate(texts)
        if text.startswith(begun) or begun.startswith(text)
    ]
    assert sorted(vocabulary.agreeing(begun)) == agreeing


def test_the_last_byte_has_tokens_too() -> None:
    vocabulary = Vocabulary([(b"\xff", 0), (b"\xff\xff", 1), (b"\xfe", 2)])
    assert sorted(vocabulary.agreeing(b"\xff")) == [0, 1]


def test_two_tokens_of_one_text_are_both_found() -> None:
    assert sorted(Vocabulary([(b" a", 7), (b" a", 9), (b"b", 1)]).agreeing(b" a")) == [7, 9]
