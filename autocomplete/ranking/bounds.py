"""What a probability can still become, given all that was not followed or not shown.

The tree's mass falls into parts that do not overlap. Of each part it is known which words are
complete on it, and between which two values the share of it lies that is still wanted.
"""

from __future__ import annotations

from autocomplete.ranking.boundaries import split_character

Masses = tuple[float, float]
"""The least and the most that a mass can be."""

NOTHING: Masses = (0.0, 0.0)


class Bounds:
    """Adds up the parts of one survey; ``total`` is all that agrees with what is typed.

    Parts are sorted by their texts when the first bounds are asked for: most surveys are only steps
    to the next one.
    """

    def __init__(self) -> None:
        self.total = NOTHING
        self._parts: list[tuple[tuple[bytes, ...], bytes | None, float, float]] = []
        self._complete: dict[bytes, Masses] = {}
        self._begun: dict[bytes, Masses] = {}
        self._split: dict[bytes, Masses] = {}

    def add(
        self, complete: tuple[bytes, ...], begun: bytes | None, least: float, most: float
    ) -> None:
        """Add a part on which these texts end a word.

        ``begun`` is what it spells so far if more may follow, else None.
        """
        self.total = (self.total[0] + least, self.total[1] + most)
        self._parts.append((complete, begun, least, most))

    def of(self, text: bytes) -> tuple[float, float]:
        """The least and the greatest conditional probability (0 to 1) that ``text`` can have."""
        self._sort()
        certain_least, certain_most = self._complete.get(text, NOTHING)
        possible_least, possible_most = self._split.get(text, NOTHING)
        for end in range(len(text) + 1):
            least, most = self._begun.get(text[:end], NOTHING)
            possible_least += least
            possible_most += most
        others_at_most = self.total[1] - certain_most
        others_at_least = self.total[0] - certain_least - possible_least
        return (
            _share(certain_least, others_at_most, of_nothing=0.0),
            _share(certain_most + possible_most, others_at_least, of_nothing=1.0),
        )

    def _sort(self) -> None:
        for complete, begun, least, most in self._parts:
            for text in complete:
                _add(self._complete, text, least, most)
            if begun is not None:
                _add(self._begun, begun, least, most)
                # The rest of a split character may show that the word before it is complete.
                if held := split_character(begun):
                    _add(self._split, begun[: -len(held)], least, most)
        self._parts.clear()


def _add(masses: dict[bytes, Masses], text: bytes, least: float, most: float) -> None:
    known = masses.get(text, NOTHING)
    masses[text] = (known[0] + least, known[1] + most)


def _share(mass: float, others: float, *, of_nothing: float) -> float:
    whole = mass + max(0.0, others)
    return mass / whole if whole > 0 else of_nothing
