"""The phrases of every site in memory, as each keystroke needs them; a change swaps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from autocomplete.models import HistoryEntry, Phrase, PhraseHistory, PhraseList
from autocomplete.models.lines import lines
from autocomplete.phrases.phrase_file import WeightedText
from autocomplete.phrases.sources import phrases_of_history, phrases_of_list
from autocomplete.publishing.reading import in_thread
from autocomplete.ranking import phrase_index
from autocomplete.ranking.phrase_index import NO_PHRASES, PhraseIndex

# Of a history, those that are typed most.
MOST_OF_HISTORY = 20_000
OWN_SITE = 0

Part = tuple[str, int, int, float]
"""What a part of an index is made of: list or history, its row, its revision, and its share."""


@dataclass(frozen=True, slots=True)
class _Use:
    """A list or history of one site; ``profiles`` are those that use it, None for all."""

    part: Part
    profiles: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class _Reading:
    uses: Mapping[int, tuple[_Use, ...]] = field(default_factory=dict)
    parts: Mapping[Part, tuple[phrase_index.Phrase, ...]] = field(default_factory=dict)
    indexes: Mapping[frozenset[Part], PhraseIndex] = field(default_factory=dict)


class PhrasesInUse:
    """What this process knows of phrases; immutable indexes, looked up by site and profile."""

    def __init__(self) -> None:
        self._reading = _Reading()

    def of(self, site: int, profile: str) -> PhraseIndex:
        """The phrases for a site's people who type with this profile; 0 is the server's own."""
        uses = self._reading.uses.get(site)
        if not uses:
            return NO_PHRASES
        return self._reading.indexes.get(_parts(uses, profile), NO_PHRASES)

    def remembers(self, site: int) -> bool:
        """Whether a site wants its history remembered."""
        return any(use.part[0] == "history" for use in self._reading.uses.get(site, ()))

    async def refresh(self) -> None:
        """Have what the database has now; reads what has changed. Raises DatabaseError."""
        before = self._reading
        self._reading = await in_thread(lambda: _read(before))


def _parts(uses: tuple[_Use, ...], profile: str | None) -> frozenset[Part]:
    return frozenset(use.part for use in uses if use.profiles is None or profile in use.profiles)


def _read(before: _Reading) -> _Reading:
    uses = _uses()
    wanted = {use.part for of_site in uses.values() for use in of_site}
    parts = {
        part: before.parts[part] if part in before.parts else _phrases(part) for part in wanted
    }
    combinations = {
        _parts(of_site, profile)
        for of_site in uses.values()
        for profile in (None, *(slug for use in of_site for slug in use.profiles or ()))
    }
    indexes = {
        combination: before.indexes[combination]
        if combination in before.indexes
        else PhraseIndex(phrase for part in sorted(combination) for phrase in parts[part])
        for combination in combinations
    }
    return _Reading(uses, parts, indexes)


def _uses() -> dict[int, tuple[_Use, ...]]:
    found: dict[int, list[_Use]] = {}
    for kept in PhraseList.objects.filter(active=True).prefetch_related(
        "sites", "categories__classification__site"
    ):
        use = _Use(("list", kept.pk, kept.revision, kept.share), _profiles(kept))
        for site in [*(site.pk for site in kept.sites.all()), *([OWN_SITE] * kept.own_pages)]:
            found.setdefault(site, []).append(use)
    for history in PhraseHistory.objects.filter(active=True):
        use = _Use(("history", history.pk, history.revision, 0.0), None)
        found.setdefault(history.site_id, []).append(use)
    return {site: tuple(of_site) for site, of_site in found.items()}


def _profiles(kept: PhraseList) -> frozenset[str] | None:
    categories = list(kept.categories.all())
    if not categories and not lines(kept.profiles):
        return None
    # A category without a profile of its own is typed with that of its site.
    of_categories = (one.profile or one.classification.site.profile for one in categories)
    return frozenset((*lines(kept.profiles), *of_categories))


def _phrases(part: Part) -> tuple[phrase_index.Phrase, ...]:
    kind, row, _, share = part
    if kind == "list":
        entries = Phrase.objects.filter(phrase_list=row).values_list("text", "weight")
        return tuple(phrases_of_list([WeightedText(*entry) for entry in entries], share))
    entries_of_history = HistoryEntry.objects.filter(history=row).exclude(text="")
    counts = entries_of_history.values_list("text", "uses")[:MOST_OF_HISTORY]
    history = PhraseHistory.objects.filter(pk=row).first()
    return tuple(phrases_of_history(counts, history.words)) if history else ()


phrases_in_use = PhrasesInUse()
