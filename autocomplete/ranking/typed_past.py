"""What a person was shown and did not take: how likely each suggestion is still wanted."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from autocomplete.ranking.boundaries import ends_word, split_character
from autocomplete.ranking.letter_case import fold


@dataclass(frozen=True, slots=True)
class Belief:
    """How likely (0 to 1) a text is wanted: because of itself, and because of what it begins with.

    Somebody who typed past "will" does not want "will be" either. ``ahead`` is what is left at
    least, whichever of the texts that begin with it, itself included, is meant.
    """

    own: float
    inherited: float
    ahead: float

    @property
    def wanted(self) -> float:
        return self.own * self.inherited

    @property
    def least(self) -> float:
        """How likely it is wanted at least, however it goes on."""
        return self.ahead * self.inherited


WANTED = Belief(1.0, 1.0, 1.0)


class TypedPast:
    """Beliefs about continuations of the text that stands in the field.

    Typing on while a suggestion is in view speaks against it, as surely as it was read:
    ``strength`` x (1 - exp(-time shown / ``reading_ms``)). Deleting or moving forgets.
    Texts that differ in capitals alone are one.
    """

    def __init__(self, strength: float, reading_ms: float) -> None:
        self._strength = strength
        self._reading_ms = reading_ms
        self._wanted: dict[bytes, float] = {}
        self._ahead: dict[bytes, float] = {}
        self._lengths: list[int] = []
        self._text = b""
        self._shown: tuple[bytes, ...] = ()
        self._shown_at = 0.0

    def typed(self, text: str, now: float) -> None:
        """Learn from the text as it stands at ``now`` (seconds)."""
        typed = text.encode()
        added = fold(typed[len(self._text) :])
        if typed == self._text:
            return
        if typed.startswith(self._text):
            doubt = self._strength * self._share_read((now - self._shown_at) * 1000)
            for suggested in self._shown:
                self._wanted[suggested] = self._wanted.get(suggested, 1.0) * (1 - doubt)
            self._wanted = {
                suggested[len(added) :]: wanted
                for suggested, wanted in self._wanted.items()
                if suggested.startswith(added) and suggested != added
            }
        else:
            self._wanted.clear()
        self._ahead = _products(self._wanted)
        self._lengths = sorted(set(map(len, self._wanted)))
        self._shown = ()
        self._text = typed

    def forget(self) -> None:
        """Take everything for wanted again, as for somebody who asks for suggestions by a key."""
        self._wanted.clear()
        self._ahead = {}
        self._lengths = []

    def showed(self, suggested: Sequence[str], now: float) -> None:
        """Remember the list shown for the present text since ``now`` (seconds)."""
        self._shown = tuple(fold(text.encode()) for text in suggested)
        self._shown_at = now

    def belief(self, continuation: bytes) -> Belief:
        """The belief about one continuation of the present text."""
        if not self._wanted:
            return WANTED
        continuation = fold(continuation)
        if continuation[:1].isascii() and continuation[:1] not in self._ahead:
            # Nothing that was typed past begins like this.
            return WANTED
        inherited = 1.0
        for at in self._lengths:
            known = self._wanted.get(continuation[:at])
            if known is not None and ends_word(continuation[at:]):
                inherited *= known
        # Of a character that is not complete it is open whether it ends the word before it.
        sure = continuation.removesuffix(split_character(continuation))
        return Belief(self._wanted.get(continuation, 1.0), inherited, self._ahead.get(sure, 1.0))

    def _share_read(self, shown_ms: float) -> float:
        return 1.0 if self._reading_ms <= 0 else 1 - math.exp(-shown_ms / self._reading_ms)


def _products(wanted: Mapping[bytes, float]) -> dict[bytes, float]:
    """For each beginning of the texts, and for each of them, the product over those it begins."""
    products: dict[bytes, float] = {}
    for text, share in wanted.items():
        for end in range(len(text) + 1):
            products[text[:end]] = products.get(text[:end], 1.0) * share
    return products
