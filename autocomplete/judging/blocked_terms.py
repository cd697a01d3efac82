"""Terms that are never suggested: found as whole words, whatever their case and disguise."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable

_SPACE = " "
_MARK = "-"
# Between every two letters, white space as well as marks: "b a d" and "b . a . d". Single marks may
# stand anywhere: "b-ad". Single spaces may not, or "as sure" would hold what its letters spell.
_BETWEEN_ALL = f"[{_SPACE}{_MARK}]+"
_ANYWHERE = f"{_MARK}*"
_IN_NO_WORD_BEFORE = f"(?<![^{_SPACE}{_MARK}])"
_IN_NO_WORD_BEHIND = f"(?![^{_SPACE}{_MARK}])"


class BlockedTerms:
    """Terms of one or more words, matched in any case, width and composition of their letters.

    A term matches whole words only: "ass" is not found in "pass". Letters that merely look alike,
    and digits that stand for letters, are other letters: list such spellings too.
    """

    def __init__(self, terms: Iterable[str]) -> None:
        patterns = {}
        for term in terms:
            words = re.split(f"[{_SPACE}{_MARK}]+", plain(term).strip(_SPACE + _MARK))
            if words != [""]:
                patterns[term.strip()] = re.compile(
                    _IN_NO_WORD_BEFORE
                    + _BETWEEN_ALL.join(map(_disguised, words))
                    + _IN_NO_WORD_BEHIND
                )
        self._patterns = patterns

    def __bool__(self) -> bool:
        return bool(self._patterns)

    def found(self, text: str, typed: str = "") -> str | None:
        """The first term that ``text`` adds behind ``typed``, or None.

        A suggestion may end a word that a person has begun; a term that stands in what is typed
        already is not the suggestion's.
        """
        before, whole = plain(typed), plain(typed + text)
        # Composition may have changed the last typed character.
        added_from = len(os.path.commonprefix([before, whole]))
        for term, pattern in self._patterns.items():
            if any(match.end() > added_from for match in pattern.finditer(whole)):
                return term
        return None


def plain(text: str) -> str:
    """Case-folded letters, digits and their marks; a space for white space, "-" for all the rest.

    Invisible format characters (soft hyphens, joiners) are left out.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(map(_plain_character, folded))


def _plain_character(character: str) -> str:
    category = unicodedata.category(character)
    if category[0] in "LMN":
        return character
    if category == "Cf":
        return ""
    return _SPACE if character.isspace() else _MARK


def _disguised(word: str) -> str:
    letters = [re.escape(letter) for letter in word]
    return f"(?:{_ANYWHERE.join(letters)}|{_BETWEEN_ALL.join(letters)})"
