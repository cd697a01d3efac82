"""Cuts sentences into the short phrases that a history counts, and leaves out what is private."""

from __future__ import annotations

import re
import unicodedata

MOST_WORDS = 6
# A single word shorter than this is no help that is worth remembering.
LEAST_CHARACTERS = 5
LONGEST_WORD = 24

_WORD = re.compile(r"[^\s]+")
_QUOTES = "\"'“”‘’«»()[]"
_CLOSING = ",;:.!?…。！？"


def short_phrases(sentence: str) -> tuple[list[str], int]:
    """The phrases of one to ``MOST_WORDS`` words, and how many words were looked at.

    None reaches over a sign between words, nor over a word with a digit, an @, a slash or any other
    sign in it but an apostrophe or a hyphen: numbers, addresses and passwords are not phrases.
    """
    runs: list[list[str]] = [[]]
    words = 0
    for found in _WORD.finditer(unicodedata.normalize("NFC", sentence)):
        whole = found.group()
        bare = whole.strip(_QUOTES).rstrip(_CLOSING).strip(_QUOTES)
        words += 1
        if not _plain(bare):
            runs.append([])
            continue
        if whole[0] in _QUOTES:
            runs.append([])
        runs[-1].append(bare)
        if not whole.endswith(bare):
            runs.append([])
    phrases = [
        " ".join(run[start : start + count])
        for run in runs
        for start in range(len(run))
        for count in range(1, min(MOST_WORDS, len(run) - start) + 1)
    ]
    return [one for one in phrases if len(one) >= LEAST_CHARACTERS], words


def _plain(word: str) -> bool:
    letters = word.replace("'", "").replace("’", "").replace("-", "")
    return bool(letters) and letters.isalpha() and len(word) <= LONGEST_WORD
