"""Routing by confidence: when the next model of a route is asked, and when its list is shown.

The probabilities have to be calibrated, each model's by its own map: as models state them they mean
different things. Once two models have spoken, what both say is pooled: the mean of two opinions
(the linear opinion pool, Stone 1961) is seldom worse than the better one, while choosing the list
that promises more chooses the more boastful one. What typing costs belongs to the person and not to
the model, so all lists of a route are weighed with one and the same cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from autocomplete.ranking.candidates import Ranking
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.savings import expected_savings, extends
from autocomplete.ranking.strategies import Candidate, choose
from autocomplete.ranking.suggestions import Suggestion
from autocomplete.ranking.typing_cost import TypingCost

# How much the larger model's opinion counts. Chosen on first halves of bank questions, e-mail and
# AAC with the embedded pair: 0.5 loses where the larger model is the better one, 0.75 where it is
# not.
LARGER_SHARE = 0.65
# Before a word's first letter every model guesses among many words, and a larger one gains little
# for its cost; behind the first letters it gains most. So there it is asked below this share of the
# threshold only (0.25, 0.4 and 0.6 were tried on 20 to 30 texts of the same files and of coffee
# orders; at half of the keystrokes 0.25 is better by a tenth of a point and 0.6 worse).
WORD_START_SHARE = 0.25


def chance(items: Sequence[Suggestion]) -> float:
    """The probability (0 to 1) that some item of a list is what the person goes on to type.

    An item that extends another one adds nothing: who types it types the other one too.
    """
    texts = [item.text for item in items]
    apart = [item.prob for item in items if not any(extends(item.text, text) for text in texts)]
    return min(1.0, sum(apart))


def escalates(chance: float, text: str, profile: Profile) -> bool:
    """Whether a list of this chance (0 to 1) behind ``text`` is too little to leave it at that."""
    if profile.escalate_below == 1:
        return True
    at_word_start = not text[-1:].strip()
    return chance < profile.escalate_below * (WORD_START_SHARE if at_word_start else 1)


def better_list(
    shown: Ranking, other: Ranking, profile: Profile, cost: TypingCost
) -> Ranking | None:
    """The best list out of what two models found, or None where ``shown`` should stay.

    ``other`` is what the larger one found.

    The ``shown`` one stays unless people gain ``escalation_margin`` keystrokes by seeing it change,
    both lists weighed by the pooled probabilities. Where nothing is shown, nothing flickers, and
    any list is better; an empty list is no opinion. In the new list each item states its pooled
    probability, and keeps the rest from the model that thinks it the more probable.
    """
    if not shown.items:
        return other if other.items else None
    if not other.items:
        return None
    # Of two that are as probable the shown one: it comes last.
    rows = [
        *zip(other.items, other.claims, strict=True),
        *zip(shown.items, shown.claims, strict=True),
    ]
    surest = {item.text: (item, claim) for item, claim in sorted(rows, key=lambda row: row[0].prob)}
    pooled = dict.fromkeys(surest, 0.0)
    for items, share in ((shown.items, 1 - LARGER_SHARE), (other.items, LARGER_SHARE)):
        for item in items:
            pooled[item.text] += share * item.prob
    candidates = [
        Candidate(text, prob, len(surest[text][0].tokens)) for text, prob in pooled.items() if prob
    ]
    chosen = choose(profile.strategy, candidates, profile.suggestions, cost, profile.diversity)

    def worth(texts: Sequence[str]) -> float:
        return expected_savings([(text, pooled[text]) for text in texts], cost)

    gain = worth([one.text for one, _ in chosen]) - worth([item.text for item in shown.items])
    if gain < profile.escalation_margin:
        return None
    return Ranking(
        tuple(
            replace(surest[one.text][0], prob=one.probability, score=score) for one, score in chosen
        ),
        tuple(surest[one.text][1] for one, _ in chosen),
    )
