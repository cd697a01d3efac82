"""Capitals: who writes without them is not shown any, and no word takes two places for one."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

LetterCase = Literal["typist", "model"]

# At the start of a text, a line and a sentence every word has a capital, in all scripts that know
# them. "I" is no such place: in Italian and Polish it is a common small word.
_CAPITAL_DUE = re.compile(r"""(?:^|[.!?]\s+|\n\s*)["'“‘(\[¿¡]*(\w)""")


def writes_lower_case(text: str) -> bool:
    """Whether most places in ``text`` that called for a capital have a small letter.

    Scripts without capitals call for none, and neither does an empty text.
    """
    due = _CAPITAL_DUE.findall(text)
    # Most, because what follows an abbreviation ("e.g. this") is taken for a sentence too.
    return sum(map(str.islower, due)) > sum(map(str.isupper, due))


def spelling(suggested: str, letter_case: LetterCase) -> str:
    """What texts have in common that are one suggestion; it looks like the most probable one."""
    return suggested.casefold() if letter_case == "typist" else suggested


@lru_cache(maxsize=100_000)
def fold(text: bytes) -> bytes:
    """The text without the difference between capitals and small letters.

    A beginning of a text folds to a beginning of the folded text.
    """
    if text.isascii():
        return text.lower()
    # Half a character at either end stays as it is.
    return text.decode("utf-8", "surrogateescape").casefold().encode("utf-8", "surrogateescape")
