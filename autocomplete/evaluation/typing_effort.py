"""What the coming texts really cost to type with help, read off simulated typing."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from autocomplete.evaluation.simulation import LEAST_TAKEN, Typed
from autocomplete.ranking.boundaries import is_spaceless, is_word_char


def efforts(records: Iterable[Typed], most_words: int) -> Iterator[tuple[int, int]]:
    """Yield the characters and the keystrokes of every coming text that was not taken at once.

    Coming texts run from each position to the ends of the next ``most_words`` words. Their
    keystrokes count up to where an accept would have stood, behind the free space.
    """
    for typed in records:
        text = typed.item.text
        starts = [position.at for position in typed.positions]
        for index, position in enumerate(typed.positions):
            taken = 0 if position.taken is None else len(position.shown.texts[position.taken])
            for end in _word_ends(text, position.at, most_words):
                characters = end - position.at
                if characters < LEAST_TAKEN or characters <= taken:
                    continue
                behind = end + (text[end : end + 1] == " ")
                yield characters, bisect_left(starts, behind) - index


def _word_ends(text: str, start: int, most: int) -> Iterator[int]:
    found = 0
    for end in range(start + 1, len(text) + 1):
        if is_word_char(text[end - 1]) and _ends_word(text[end : end + 1]):
            yield end
            found += 1
            if found == most:
                return


def _ends_word(following: str) -> bool:
    return not following or not is_word_char(following) or is_spaceless(following)
