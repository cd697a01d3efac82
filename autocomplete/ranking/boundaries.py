"""Where words begin and end: in the typed text, to cut it, and in tokens, to charge word ends."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

# A word longer than this is cut inside: no path of tokens would agree with all of it anyway.
LONGEST_REMAINDER = 48

# Scripts written without spaces between words: every character of theirs may end a word.
# Thai to Myanmar, then kana to Hangul's neighbours, Han, and Han's extensions.
SPACELESS = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3040, 0x30FF),
             (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))  # fmt: skip
APOSTROPHES = "'’"


def is_spaceless(char: str) -> bool:
    """Whether a character belongs to a script that is written without spaces."""
    code = ord(char)
    return code >= 0x0E00 and any(low <= code <= high for low, high in SPACELESS)


def is_word_char(char: str) -> bool:
    """Letters, marks, digits and underscores make words; apostrophes ("don't") do not end them."""
    return (
        char.isalnum() or char in APOSTROPHES or char == "_" or unicodedata.category(char)[0] == "M"
    )


def cut(text: str) -> int:
    """The index at which the prompt ends and the remainder begins.

    The remainder is the unfinished word with the punctuation and the white space in front of it,
    because tokenisers glue those to the word that follows; cutting there never splits a token that
    a model would have used. A line break ends a prompt, it is never glued to the next line's word.
    """
    end = len(text)
    start = end
    if end and is_spaceless(text[-1]):
        start -= 1
    else:
        lowest = max(0, end - LONGEST_REMAINDER)
        while (
            start > lowest and is_word_char(text[start - 1]) and not is_spaceless(text[start - 1])
        ):
            start -= 1
        while start > lowest and not (is_word_char(text[start - 1]) or text[start - 1].isspace()):
            start -= 1
    # However much white space there is: a prompt that ends with a space misleads every model.
    while start and text[start - 1].isspace() and text[start - 1] != "\n":
        start -= 1
    return start


def split_character(text: bytes) -> bytes:
    """The first bytes of a character that ``text`` ends inside of; mostly none."""
    if text[-1:].isascii():
        return b""
    for held in range(1, min(3, len(text)) + 1):
        byte = text[-held]
        if byte >= 0xC0:
            length = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return text[-held:] if held < length else b""
        if byte < 0x80:
            break
    return b""


@lru_cache(maxsize=100_000)
def ends_word(following: bytes) -> bool:
    """Whether text with these bytes, coming next, shows that the word before it is complete.

    The first bytes of a split character show nothing yet.
    """
    char = following[:4].decode("utf-8", "ignore")[:1]
    if not char or not following.startswith(char.encode()):
        return False
    return not is_word_char(char) or is_spaceless(char)


@lru_cache(maxsize=100_000)
def inner_ends(token: bytes) -> tuple[int, ...]:
    """Offsets in a token at which a word ends that also began in it or before it."""
    return tuple(
        at
        for at in range(1, len(token))
        if token[at] & 0xC0 != 0x80 and ends_word(token[at:]) and not token[:at].isspace()
    )


def words(text: str) -> int:
    """How many words a suggestion has; a piece that completes a typed word counts as one."""
    return max(1, len(text.split()))
