"""From lists and counts to the priors that phrases take part with in ranking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from autocomplete.phrases.phrase_file import WeightedText
from autocomplete.ranking.phrase_index import Phrase

# A site that has seen few words does not know yet what is frequent.
SMOOTHING_WORDS = 1_000
# Of all places where a word begins, those where a phrase of a list does, where nobody says better.
# With 0.005 ordinary texts lost 0.2 points, with 0.02 it was 0.6; see docs/phrases.md.
USUAL_SHARE = 0.002


def phrases_of_list(entries: Sequence[WeightedText], share: float) -> list[Phrase]:
    """The phrases of a list of which one begins at this ``share`` (0 to 1) of all words."""
    total = sum(entry.weight for entry in entries)
    return [Phrase(entry.text, share * entry.weight / total) for entry in entries]


def phrases_of_history(counts: Iterable[tuple[str, int]], words: int) -> list[Phrase]:
    """What was typed often, of so many ``words``; pairs of a text and how often it was typed.

    Whoever typed "thank you for" typed "thank you" too. So that nothing is expected twice, a text
    keeps only those uses that no longer one goes on from.
    """
    left = dict(counts)
    for text, count in list(left.items()):
        shorter = text.rpartition(" ")[0]
        if shorter in left:
            left[shorter] -= count
    return [
        Phrase(text, count / (words + SMOOTHING_WORDS), "history")
        for text, count in left.items()
        if count > 0
    ]
