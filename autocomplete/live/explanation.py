"""How a list came about: what was left out and why, and the searched tree."""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass

from autocomplete.judging.moderation import Moderation
from autocomplete.live.model_part import Found
from autocomplete.ranking.candidates import Ranking
from autocomplete.ranking.gate import Decision
from autocomplete.ranking.left_out import LeftOut
from autocomplete.ranking.suggestions import Suggestion
from autocomplete.ranking.tree_picture import PictureNode, picture

# A tree holds thousands of texts, most of them hopeless.
MOST_LEFT_OUT = 40


@dataclass(frozen=True, slots=True)
class Listed:
    """What one list was made of: what was found for the text ``typed``, allowed and decided."""

    found: Found
    typed: str
    allowed: Ranking
    decision: Decision


@dataclass(frozen=True, slots=True)
class Explanation:
    """The most probable of ``all_left_out`` texts that are not shown, and the tree as a picture.

    ``remainder`` is the end of the typed text that the tree's paths agree with: all that stands
    behind the cut.
    """

    left_out: tuple[LeftOut, ...]
    all_left_out: int
    tree: tuple[PictureNode, ...]
    remainder: str


async def explanation(listed: Listed, moderation: Moderation) -> Explanation:
    """Explain a list by asking those who made it once more. Raises ModelError."""
    found = listed.found
    left_out = found.left_out()
    for item in found.ranking.items:
        if item not in listed.allowed.items:
            judgement = await moderation.judge(item.text, listed.typed)
            # Whoever was held back is named by the same rule as in the gate.
            if judgement.gate == "blocked":
                left_out.append(LeftOut(item.text, _probability(item), "blocked", judgement.term))
            else:
                left_out.append(LeftOut(item.text, _probability(item), "moderated"))
        elif listed.decision.gate is not None:
            left_out.append(LeftOut(item.text, _probability(item), "low_confidence"))
    return Explanation(
        tuple(heapq.nlargest(MOST_LEFT_OUT, left_out, key=lambda one: one.probability)),
        len(left_out),
        picture(found.search),
        found.search.remainder.decode("utf-8", "replace"),
    )


def _probability(item: Suggestion) -> float:
    """As the rules see it: before calibration."""
    return min(1.0, math.exp(item.logprob))
