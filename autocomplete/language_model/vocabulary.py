"""All tokens of a model, in an order that finds those that agree with a few bytes."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable


class Vocabulary:
    """The texts and numbers of a model's tokens, without those that end a text."""

    def __init__(self, tokens: Iterable[tuple[bytes, int]]) -> None:
        ordered = sorted(tokens)
        self._texts = [text for text, _ in ordered]
        self._ids = array("q", (number for _, number in ordered))

    def __len__(self) -> int:
        return len(self._texts)

    def agreeing(self, begun: bytes) -> list[int]:
        """The numbers of the tokens that start with ``begun``, and of those it starts with."""
        found = self._between(begun, _behind(begun))
        for end in range(1, len(begun)):
            shorter = begun[:end]
            found.extend(self._between(shorter, shorter + b"\0"))
        return found

    def _between(self, first: bytes, behind: bytes | None) -> list[int]:
        low = bisect_left(self._texts, first)
        high = len(self._texts) if behind is None else bisect_left(self._texts, behind)
        return self._ids[low:high].tolist()


def _behind(start: bytes) -> bytes | None:
    """The first text behind all that begin with ``start``; None where there is none."""
    kept = start.rstrip(b"\xff")
    return kept[:-1] + bytes([kept[-1] + 1]) if kept else None
