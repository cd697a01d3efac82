"""How a server cuts a text into tokens: llama.cpp's ``/tokenize``."""

from __future__ import annotations

from typing import Any

import msgspec

from autocomplete.language_model.errors import UnusableAnswer
from autocomplete.language_model.interface import Piece

# It stands beside the OpenAI-compatible part of the server, not below it.
PATH = "/../tokenize"


class _Piece(msgspec.Struct, frozen=True):
    """``piece`` is text where it is whole characters, else bytes."""

    id: int
    piece: str | list[int]


class _Answer(msgspec.Struct, frozen=True):
    tokens: list[_Piece]


def request(text: str) -> dict[str, Any]:
    """What to ask: no token is added, and none is read out of what merely looks like one."""
    return {"content": text, "add_special": False, "parse_special": False, "with_pieces": True}


def pieces(payload: bytes) -> tuple[Piece, ...]:
    """The tokens told. Raises UnusableAnswer."""
    try:
        told = msgspec.json.decode(payload, type=_Answer)
        return tuple(
            Piece(one.piece.encode() if isinstance(one.piece, str) else bytes(one.piece), one.id)
            for one in told.tokens
        )
    except (msgspec.MsgspecError, ValueError) as error:
        raise UnusableAnswer(
            "The model server does not tell how it cuts a text: update llama.cpp."
        ) from error
