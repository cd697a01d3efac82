"""What a person was shown and did not take: how likely each suggestion is still wanted."""

from __future__ import annotations

import math
from collections.abc import Sequence


class TypedPast:
    """Beliefs about full texts (typed text and suggestion together).

    Typing on while a suggestion is in view speaks against it, as surely as it was read:
    ``strength`` x (1 - exp(-time shown / ``reading_ms``)). Deleting or moving forgets.
    """

    def __init__(self, strength: float, reading_ms: float) -> None:
        self._strength = strength
        self._reading_ms = reading_ms
        self._beliefs: dict[str, float] = {}
        self._text = ""
        self._shown: tuple[str, ...] = ()
        self._shown_at = 0.0

    def typed(self, text: str, now: float) -> None:
        """Learn from the text as it stands at ``now`` (seconds)."""
        typed_on = len(text) > len(self._text) and text.startswith(self._text)
        if not typed_on and text != self._text:
            self._beliefs.clear()
        if typed_on and self._shown:
            doubt = self._strength * self._share_read((now - self._shown_at) * 1000)
            for suggested in self._shown:
                full = self._text + suggested
                self._beliefs[full] = self._beliefs.get(full, 1.0) * (1 - doubt)
            self._beliefs = {
                full: belief for full, belief in self._beliefs.items() if full.startswith(text)
            }
        if text != self._text:
            self._shown = ()
        self._text = text

    def showed(self, suggested: Sequence[str], now: float) -> None:
        """Remember the list shown for the present text since ``now`` (seconds)."""
        self._shown = tuple(suggested)
        self._shown_at = now

    def belief(self, suggested: str) -> float:
        """How likely (0 to 1) a suggestion for the present text is still wanted."""
        return self._beliefs.get(self._text + suggested, 1.0)

    def _share_read(self, shown_ms: float) -> float:
        return 1.0 if self._reading_ms <= 0 else 1 - math.exp(-shown_ms / self._reading_ms)
