"""Phrases in the order of their letters: finds those that begin with what is typed."""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

PhraseSource = Literal["phrase", "history"]

# No byte of UTF-8 is larger than this one.
_AFTER_ALL = b"\xff"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A text that people of a site are expected to type.

    ``prior`` (above 0) is the probability that it stands at a place where a word begins.
    """

    text: str
    prior: float
    source: PhraseSource = "phrase"


class PhraseIndex:
    """Never changes, so that a newer one can take its place between two keystrokes.

    Texts that differ in capitals alone are one phrase, which looks like the most probable of them;
    their priors are added up. A site's own phrase is one even if history has it too.
    """

    def __init__(self, phrases: Iterable[Phrase] = ()) -> None:
        merged: dict[bytes, Phrase] = {}
        for phrase in phrases:
            key = folded(phrase.text)
            other = merged.get(key)
            merged[key] = phrase if other is None else _together(phrase, other)
        self._keys = sorted(merged)
        self._phrases = [merged[key] for key in self._keys]
        self._until = [0.0, *accumulate(phrase.prior for phrase in self._phrases)]
        self._likeliest = self._tournament()
        self.longest = max(map(len, self._keys), default=0)

    def __len__(self) -> int:
        return len(self._keys)

    def span(self, beginning: bytes) -> tuple[int, int]:
        """The first and the last but one number of the phrases that begin so (folded)."""
        low = bisect_left(self._keys, beginning)
        return low, bisect_left(self._keys, beginning + _AFTER_ALL, low)

    def prior(self, span: tuple[int, int]) -> float:
        """The priors of a span, added up."""
        return self._until[span[1]] - self._until[span[0]]

    def key(self, number: int) -> bytes:
        return self._keys[number]

    def phrase(self, number: int) -> Phrase:
        return self._phrases[number]

    def likeliest(self, span: tuple[int, int]) -> Iterator[int]:
        """Yield the numbers of a span in falling order of their priors, as far as they are wanted.

        Each costs two searches of the tournament's tree, so the first few of 10,000 are found
        without looking at all.
        """
        waiting: list[tuple[float, int, int, int]] = []

        def add(low: int, high: int) -> None:
            if low < high:
                best = self._best(low, high)
                heapq.heappush(waiting, (-self._phrases[best].prior, best, low, high))

        add(*span)
        while waiting:
            _, best, low, high = heapq.heappop(waiting)
            yield best
            add(low, best)
            add(best + 1, high)

    def _tournament(self) -> list[int]:
        """A binary tree in an array: each place holds the likelier of the two below it."""
        count = len(self._phrases)
        tree = [0] * count + list(range(count))
        for place in range(count - 1, 0, -1):
            tree[place] = self._likelier(tree[2 * place], tree[2 * place + 1])
        return tree

    def _best(self, low: int, high: int) -> int:
        best = low
        left, right = low + len(self._phrases), high + len(self._phrases)
        while left < right:
            if left & 1:
                best = self._likelier(best, self._likeliest[left])
                left += 1
            if right & 1:
                right -= 1
                best = self._likelier(best, self._likeliest[right])
            left //= 2
            right //= 2
        return best

    def _likelier(self, one: int, other: int) -> int:
        first, second = self._phrases[one].prior, self._phrases[other].prior
        if first == second:
            return min(one, other)
        return one if first > second else other


NO_PHRASES = PhraseIndex()


def folded(text: str) -> bytes:
    """The bytes by which phrases are found: without the difference of capitals."""
    return text.casefold().encode()


def rest_behind(phrase: str, typed: bytes) -> str | None:
    """What is left of a phrase behind its beginning (folded).

    None where that ends inside of what one character folds to, as "s" does in "ß".
    """
    at = len(typed) if phrase.isascii() else 0
    while (length := len(folded(phrase[:at]))) < len(typed):
        at += 1
    return phrase[at:] if length == len(typed) else None


def _together(one: Phrase, other: Phrase) -> Phrase:
    likelier = max(one, other, key=lambda phrase: phrase.prior)
    source: PhraseSource = "phrase" if "phrase" in (one.source, other.source) else "history"
    return Phrase(likelier.text, one.prior + other.prior, source)
