"""Where a phrase may have begun in the typed text: at any word, as far back as phrases reach."""

from __future__ import annotations

from dataclasses import dataclass

from autocomplete.ranking.boundaries import is_spaceless, is_word_char
from autocomplete.ranking.phrase_index import PhraseIndex, folded

# Somebody who types the 13th word of a phrase and has taken it at none of them will not.
MOST_STARTS = 12


@dataclass(frozen=True, slots=True)
class Match:
    """The end of the text, from the character ``start`` on, begins the phrases of ``span``.

    ``typed`` is that end, folded. ``prior`` is that of the phrases that go on behind it.
    """

    start: int
    typed: bytes
    span: tuple[int, int]
    prior: float


def matches(index: PhraseIndex, text: str) -> tuple[Match, ...]:
    """All places in ``text`` from which it may be typing a phrase, the longest match first."""
    if not len(index):
        return ()
    line = text[text.rfind("\n") + 1 :]
    # Each character of a phrase has one byte at least.
    earliest = max(0, len(line) - index.longest)
    found: list[Match] = []
    tried = 0
    for at in range(len(line), earliest - 1, -1):
        if not _may_begin(line, at):
            continue
        tried += 1
        if tried > MOST_STARTS:
            break
        typed = folded(line[at:])
        low, high = index.span(typed)
        # What is typed in full does not go on.
        low += low < high and index.key(low) == typed
        if low < high:
            start = len(text) - len(line) + at
            found.append(Match(start, typed, (low, high), index.prior((low, high))))
    return tuple(reversed(found))


def _may_begin(line: str, at: int) -> bool:
    if at == 0:
        return True
    before = line[at - 1]
    if at == len(line):
        return before.isspace()
    if line[at].isspace():
        return False
    return not is_word_char(before) or is_spaceless(before) or is_spaceless(line[at])
