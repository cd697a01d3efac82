"""What llama.cpp tells of a text's tokens is read with their true bytes, or refused in words."""

from __future__ import annotations

import pytest

from autocomplete.language_model.errors import UnusableAnswer
from autocomplete.language_model.interface import Piece
from autocomplete.language_model.tokenising import pieces, request


def test_pieces_are_text_or_bytes() -> None:
    told = b'{"tokens": [{"id": 7, "piece": " caf"}, {"id": 8, "piece": [195]}]}'
    assert pieces(told) == (Piece(b" caf", 7), Piece(b"\xc3", 8))


def test_no_token_is_read_out_of_what_merely_looks_like_one() -> None:
    asked = request("<|im_end|>")
    assert asked["content"] == "<|im_end|>"
    assert asked["parse_special"] is asked["add_special"] is False


@pytest.mark.parametrize(
    "told", [b"", b"[]", b'{"tokens": [7]}', b'{"tokens": [{"id": 1, "piece": [256]}]}']
)
def test_anything_else_is_refused(told: bytes) -> None:
    with pytest.raises(UnusableAnswer, match="update llama.cpp"):
        pieces(told)
