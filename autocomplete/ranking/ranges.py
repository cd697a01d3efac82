"""Which values a profile's numbers may have, and what to say of others."""

from __future__ import annotations

import math
from dataclasses import dataclass

INFINITE = math.inf


@dataclass(frozen=True, slots=True)
class Range:
    """From ``least`` to ``most``, both allowed; ``whole`` numbers only, or any."""

    least: float
    most: float
    whole: bool = False

    def __str__(self) -> str:
        kind = "a whole number" if self.whole else "a number"
        if self.most == INFINITE:
            return f"{kind}, {self.least:,.15g} or more"
        return f"{kind} from {self.least:,.15g} to {self.most:,.15g}"

    def check(self, name: str, value: float) -> None:
        """Raise ValueError, in one sentence that says what to set, for a value outside."""
        # Written so that "not a number", which compares with nothing, is refused too.
        if not self.least <= value <= self.most or (self.whole and value != int(value)):
            raise ValueError(f"{name} is {value:,.15g}: set it to {self}.")


SHARE = Range(0, 1)
AMOUNT = Range(0, INFINITE)
COUNT = Range(0, 1_000_000, whole=True)

RANGES: dict[str, Range] = {
    "suggestions": Range(1, 20, whole=True),
    "most_words": Range(1, 20, whole=True),
    "least_characters": Range(1, 100, whole=True),
    "least_probability": SHARE,
    "diversity": SHARE,
    "list_gate": AMOUNT,
    "ghost_gate": AMOUNT,
    "reading_cost": AMOUNT,
    "least_typed": COUNT,
    "token_budget": COUNT,
    "time_budget_ms": AMOUNT,
    "expand_share": SHARE,
    "alternatives": Range(1, 1_000_000, whole=True),
    "wide_alternatives": Range(1, 1_000_000, whole=True),
    "least_agreeing": COUNT,
    "typed_past_strength": SHARE,
    "reading_ms": AMOUNT,
    "escalate_below": SHARE,
    "escalation_margin": AMOUNT,
    "phrase_weight": Range(0, 1_000),
    "most_phrases": Range(0, 20, whole=True),
    "phrase_context": SHARE,
    "phrase_tokens": COUNT,
    "idle_tokens": COUNT,
    "idle_after_ms": AMOUNT,
}
