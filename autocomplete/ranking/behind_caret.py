"""What the text behind the caret forbids: growing into a word, and saying a thing twice."""

from __future__ import annotations

from autocomplete.ranking.boundaries import is_spaceless, is_word_char


def inside_word(after: str) -> bool:
    """Whether a caret with ``after`` behind it has a word directly behind it.

    Whatever was inserted there would grow together with that word.
    """
    return bool(after) and is_word_char(after[0]) and not is_spaceless(after[0])


def stands_behind(suggestion: str, after: str) -> bool:
    """Whether ``after``, less its leading space, begins with the suggestion, up to a word's end."""
    text, behind = suggestion.strip(), after.lstrip()
    if not behind.startswith(text):
        return False
    following = behind[len(text) : len(text) + 1]
    return not following or not is_word_char(following) or is_spaceless(following)
