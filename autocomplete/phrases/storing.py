"""Writes many phrases of a list at once, and has every process read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from autocomplete.models import Phrase, PhraseList
from autocomplete.phrases import phrase_changes
from autocomplete.phrases.phrase_file import MOST_PHRASES, UnusablePhrases, WeightedText, merged

# SQLite takes some hundred values at a time.
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Stored:
    """How many phrases were new, had their weight changed, and were deleted."""

    added: int = 0
    changed: int = 0
    deleted: int = 0


def store(kept: PhraseList, phrases: Sequence[WeightedText], *, replace: bool = False) -> Stored:
    """Add phrases to a list, or change their weights; ``replace`` deletes the list's others.

    Raises UnusablePhrases where the list would be too long.
    """
    with transaction.atomic():
        # Whoever changes the same list at this moment waits here.
        PhraseList.objects.select_for_update().get(pk=kept.pk)
        present = {one.text: one for one in kept.phrases.all()}
        wanted = {one.text: one.weight for one in merged(phrases)}
        stale = [one.pk for text, one in present.items() if text not in wanted] if replace else []
        new = [
            Phrase(phrase_list=kept, text=text, weight=weight)
            for text, weight in wanted.items()
            if text not in present
        ]
        if len(present) - len(stale) + len(new) > MOST_PHRASES:
            raise UnusablePhrases(
                f"The list would have more than {MOST_PHRASES:,} phrases: make another one."
            )
        other = []
        for text, one in present.items():
            if text in wanted and one.weight != wanted[text]:
                one.weight = wanted[text]
                other.append(one)
        _delete(stale)
        Phrase.objects.bulk_create(new, batch_size=AT_ONCE)
        Phrase.objects.bulk_update(other, ["weight"], batch_size=AT_ONCE)
        phrase_changes.changed(kept.pk)
    return Stored(len(new), len(other), len(stale))


def remove(kept: PhraseList, texts: Sequence[str]) -> int:
    """Delete these phrases of a list; how many there were."""
    with transaction.atomic():
        wanted = set(texts)
        numbers = [
            number for number, text in kept.phrases.values_list("pk", "text") if text in wanted
        ]
        _delete(numbers)
        if numbers:
            phrase_changes.changed(kept.pk)
    return len(numbers)


def _delete(numbers: Sequence[int]) -> None:
    for start in range(0, len(numbers), AT_ONCE):
        Phrase.objects.filter(pk__in=numbers[start : start + AT_ONCE]).delete()
