"""How probable the model held what was typed: evidence for or against its being a phrase."""

from __future__ import annotations

import math
from collections import OrderedDict
from dataclasses import dataclass

from autocomplete.ranking.tree import AGREEMENT_PER_BYTE

# Words that are remembered: a phrase is matched over no more.
MOST_WORDS = 16
PER_BYTE = math.log(AGREEMENT_PER_BYTE)


@dataclass(frozen=True, slots=True)
class _Known:
    spelled: str
    logprob: float


class TypedEvidence:
    """Remembers, for each word of one person's text, the mass that the model gave it.

    Texts are those of the window, so a text whose start has moved has no past: then, and where a
    text was pasted, a byte is held as probable as the search expects of bytes it has not seen.
    """

    def __init__(self) -> None:
        self._words: OrderedDict[str, _Known] = OrderedDict()

    def saw(self, before: str, spelled: str, mass: float) -> None:
        """Behind ``before``, ``spelled`` was held for so probable (0 to 1)."""
        self._words[before] = _Known(spelled, math.log(max(mass, 1e-12)))
        self._words.move_to_end(before)
        if len(self._words) > MOST_WORDS:
            self._words.popitem(last=False)

    def logprob(self, text: str, start: int, end: int) -> float:
        """The natural logarithm of the probability of ``text[start:end]``, as far as known."""
        known = [
            (len(before), len(before) + len(word.spelled), word.logprob)
            for before, word in self._words.items()
            if word.spelled and text.startswith(before + word.spelled)
        ]
        total = 0.0
        at = start
        while at < end:
            word = next((one for one in known if one[0] <= at < one[1] <= end), None)
            if word is None:
                total += PER_BYTE * len(text[at].encode())
                at += 1
            else:
                total += word[2]
                at = word[1]
        return total
