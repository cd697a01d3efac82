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

from autocomplete.ranking.calibration import Claim
from autocomplete.ranking.candidates import Ranking
from autocomplete.ranking.letter_case import LetterCase, spelling
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.savings import expected_savings, extends
from autocomplete.ranking.strategies import Candidate, choose
from autocomplete.ranking.suggestions import Suggestion
from autocomplete.ranking.typing_cost import TypingCost

# How much the larger model's opinion counts. Chosen on first halves of bank questions, e-mail and
# AAC with the embedded pair: 0.5 loses where the larger model is the better one, 0.75 where it is
# not. Weights by what each model had held of the text so far gained nothing, and the logarithmic
# pool less than the linear one.
LARGER_SHARE = 0.65
# Before a word's first letter every model guesses among many words, and a larger one gains less for
# its cost, though what it says there serves the word's letters too. So there it is asked below this
# share of the threshold only (0.25, 0.5, 0.8 and 1 were tried on 30 to 60 texts of bank questions
# and e-mail; at half of the keystrokes 0.5 is best).
WORD_START_SHARE = 0.5


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


def pooled(first: Ranking, larger: Ranking, letter_case: LetterCase) -> Ranking:
    """All that a model and a larger one found, in no order, with the pooled probabilities.

    Each item keeps the rest from the model that thinks it the more probable, of two equals from the
    first. A model that has found nothing has no opinion.
    """
    if not first.items or not larger.items:
        return first if first.items else larger
    probability: dict[str, float] = {}
    surest: dict[str, tuple[Suggestion, Claim]] = {}
    for one, share in ((first, 1 - LARGER_SHARE), (larger, LARGER_SHARE)):
        for item, claim in zip(one.items, one.claims, strict=True):
            same = spelling(item.text, letter_case)
            probability[same] = probability.get(same, 0.0) + share * item.prob
            if same not in surest or item.prob > surest[same][0].prob:
                surest[same] = item, claim
    return Ranking(
        tuple(replace(item, prob=probability[same]) for same, (item, _) in surest.items()),
        tuple(claim for _, claim in surest.values()),
    )


def better_list(
    shown: Ranking, considered: Ranking, profile: Profile, cost: TypingCost
) -> Ranking | None:
    """The best list out of what was ``considered``, or None where ``shown`` should stay.

    The ``shown`` one stays unless people gain ``escalation_margin`` keystrokes by seeing it change,
    both lists weighed by the probabilities that ``considered`` states. Where nothing is shown,
    nothing flickers, and any list is better.
    """
    known = {
        spelling(item.text, profile.letter_case): (item, claim)
        for item, claim in zip(considered.items, considered.claims, strict=True)
        if item.prob > 0
    }
    chosen = choose(
        profile.strategy,
        [Candidate(item.text, min(1.0, item.prob), len(item.tokens)) for item, _ in known.values()],
        profile.suggestions,
        cost,
        profile.diversity,
    )

    def worth(texts: Sequence[str]) -> float:
        weighed = ((text, known.get(spelling(text, profile.letter_case))) for text in texts)
        return expected_savings([(text, row[0].prob) for text, row in weighed if row], cost)

    better = [(*known[spelling(one.text, profile.letter_case)], score) for one, score in chosen]
    if not better:
        return None
    if shown.items:
        gain = worth([item.text for item, _, _ in better]) - worth([i.text for i in shown.items])
        if gain < profile.escalation_margin:
            return None
    return Ranking(
        tuple(replace(item, score=score) for item, _, score in better),
        tuple(claim for _, claim, _ in better),
    )
