"""What a probability can still become, given all that was not followed or not shown.

The tree's mass falls into parts that do not overlap. Of each part it is known which words are
complete on it, and between which two values the share of it lies that is still wanted.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from autocomplete.ranking.boundaries import split_character


@dataclass(slots=True)
class Range:
    """A mass of which the least and the most are known."""

    least: float = 0.0
    most: float = 0.0

    def add(self, least: float, most: float) -> None:
        self.least += least
        self.most += most


class Bounds:
    """Adds up the parts of one survey; ``total`` is all that agrees with what is typed."""

    def __init__(self) -> None:
        self.total = Range()
        self._complete: defaultdict[bytes, Range] = defaultdict(Range)
        self._begun: defaultdict[bytes, Range] = defaultdict(Range)
        self._split: defaultdict[bytes, Range] = defaultdict(Range)

    def add(
        self, complete: tuple[bytes, ...], begun: bytes | None, least: float, most: float
    ) -> None:
        """Add a part on which these texts end a word.

        ``begun`` is what it spells so far if more may follow, else None.
        """
        self.total.add(least, most)
        for text in complete:
            self._complete[text].add(least, most)
        if begun is not None:
            self._begun[begun].add(least, most)
            # The rest of a split character may show that the word before it is complete.
            if held := split_character(begun):
                self._split[begun[: -len(held)]].add(least, most)

    def of(self, text: bytes) -> tuple[float, float]:
        """The least and the greatest conditional probability (0 to 1) that ``text`` can have."""
        certain = self._complete.get(text, Range())
        possible = Range()
        for end in range(len(text) + 1):
            if begun := self._begun.get(text[:end]):
                possible.add(begun.least, begun.most)
        if split := self._split.get(text):
            possible.add(split.least, split.most)
        others_at_most = self.total.most - certain.most
        others_at_least = self.total.least - certain.least - possible.least
        most = certain.most + possible.most
        return (
            _share(certain.least, others_at_most, of_nothing=0.0),
            _share(most, others_at_least, of_nothing=1.0),
        )


def _share(mass: float, others: float, *, of_nothing: float) -> float:
    whole = mass + max(0.0, others)
    return mass / whole if whole > 0 else of_nothing
