"""How one person types a message: in bursts, with pauses, slips of the finger and accepts."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

from autocomplete.evaluation.latency import PAUSE_SIGMA

# People look at the list now and then, and take what they want as often as not.
ACCEPT_SHARE = 0.3
SLIP_SHARE = 0.03
THINKING_SHARE = 0.08
THINKING_SECONDS = 0.8
SENTENCE_SECONDS = 1.2
SENTENCES_A_MESSAGE = 3
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, slots=True)
class Press:
    """One change of the field: what then stands in it.

    ``accepted`` is what of the first suggestion was taken, empty for a key.
    """

    text: str
    accepted: str = ""


class Person:
    """Types one message after the other, each of a few of ``sentences``, and empties the field.

    ``keys_per_second`` is the mean within a burst; pauses to think come on top.
    """

    def __init__(self, sentences: Sequence[str], keys_per_second: float, seed: int) -> None:
        self._sentences = sentences
        self._random = random.Random(seed)
        # The mean of a log-normal value is above its median.
        self._mean_seconds = 1 / keys_per_second
        self._median_factor: float = 1 / math.exp(PAUSE_SIGMA**2 / 2)
        self._wanted = self._message()
        self._typed = ""
        self._slip = ""

    def pause_seconds(self) -> float:
        """How long the person waits before the next press."""
        pause = self._key_seconds()
        if self._typed == self._wanted:
            return pause + SENTENCE_SECONDS
        if self._typed.endswith((". ", "? ", "! ")):
            pause += self._random.expovariate(1 / SENTENCE_SECONDS)
        elif self._typed.endswith(" ") and self._random.random() < THINKING_SHARE:
            pause += self._random.expovariate(1 / THINKING_SECONDS)
        return pause

    def press(self, suggestion: str) -> Press:
        """What the person does then, with ``suggestion`` as the first one shown, if any is."""
        if self._slip:
            self._slip = ""
            return Press(self._typed)
        if self._typed == self._wanted:
            self._wanted, self._typed = self._message(), ""
        rest = self._wanted[len(self._typed) :]
        if self._takes(suggestion, rest):
            self._typed += suggestion
            return Press(self._typed, accepted=suggestion)
        if rest[0].isalpha() and self._random.random() < SLIP_SHARE:
            self._slip = self._random.choice(_LETTERS)
            return Press(self._typed + self._slip)
        self._typed += rest[0]
        return Press(self._typed)

    def _takes(self, suggestion: str, rest: str) -> bool:
        return (
            len(suggestion) > 1
            and rest.startswith(suggestion)
            and self._random.random() < ACCEPT_SHARE
        )

    def _key_seconds(self) -> float:
        spread = self._random.lognormvariate(0, PAUSE_SIGMA)
        return self._mean_seconds * self._median_factor * spread

    def _message(self) -> str:
        return " ".join(self._random.choices(self._sentences, k=SENTENCES_A_MESSAGE))
