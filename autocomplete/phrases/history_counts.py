"""Counts what people typed, off the keystroke path, for the sites that want it remembered."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import F
from django.utils import timezone

from autocomplete.models import HistoryEntry, PhraseHistory
from autocomplete.phrases import phrase_changes
from autocomplete.phrases.short_phrases import short_phrases
from autocomplete.publishing.reading import in_thread

logger = logging.getLogger(__name__)

FLUSH_SECONDS = 10.0
# Different phrases that wait at most; while the database is away, further ones are not counted.
MOST_WAITING = 50_000
# Rows of a history, also of phrases that too few people typed; beyond it, no new one is begun.
MOST_ENTRIES = 200_000


@dataclass(slots=True)
class _Waiting:
    """One site's counts since the last flush: uses of each phrase by each person."""

    uses: Counter[tuple[str, str]] = field(default_factory=Counter)
    words: int = 0


class HistoryCounts:
    """What this process has heard since it last wrote; nothing of it is suggested before that."""

    def __init__(self) -> None:
        self._waiting: defaultdict[int, _Waiting] = defaultdict(_Waiting)
        self._phrases = 0

    def add(self, site: int, person: str, sentences: Iterable[str]) -> None:
        """Count the phrases of these sentences, which ``person`` (as limits name them) typed."""
        waiting = self._waiting[site]
        for sentence in sentences:
            phrases, words = short_phrases(sentence)
            waiting.words += words
            for phrase in phrases:
                key = phrase, person
                if key not in waiting.uses:
                    if self._phrases >= MOST_WAITING:
                        continue
                    self._phrases += 1
                waiting.uses[key] += 1

    def forget(self) -> None:
        """Drop what waits to be written."""
        self._waiting.clear()
        self._phrases = 0

    async def flush(self) -> None:
        """Write what was counted; where the database is away, it waits for the next time."""
        waiting = dict(self._waiting)
        self.forget()
        for site, counted in waiting.items():
            try:
                await in_thread(lambda site=site, counted=counted: _write(site, counted))  # type: ignore[misc]
            except DatabaseError as error:
                logger.warning("History could not be written (%s).", type(error).__name__)
                self._keep(site, counted)

    def _keep(self, site: int, counted: _Waiting) -> None:
        kept = self._waiting[site]
        kept.words += counted.words
        kept.uses.update(counted.uses)
        self._phrases += len(counted.uses)

    @asynccontextmanager
    async def flushed(self) -> AsyncIterator[None]:
        """Write now and then for as long as the context lasts, and once more at its end."""
        flushing = asyncio.create_task(self._flush_again())
        try:
            yield
        finally:
            flushing.cancel()
            await asyncio.wait({flushing})
            await self.flush()

    async def _flush_again(self) -> None:
        while True:
            await asyncio.sleep(FLUSH_SECONDS)
            await self.flush()


history_counts = HistoryCounts()


def _write(site: int, counted: _Waiting) -> None:
    by_phrase: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for (phrase, person), uses in counted.uses.items():
        by_phrase[phrase][person] += uses
    with transaction.atomic():
        # Whoever writes the same history at this moment waits here.
        locked = PhraseHistory.objects.select_for_update()
        history = locked.filter(site=site, active=True).first()
        if history is None:
            return
        PhraseHistory.objects.filter(pk=history.pk).update(words=F("words") + counted.words)
        digests = {_keyed(f"phrase {site} {phrase.casefold()}"): phrase for phrase in by_phrase}
        known = _known(history, list(digests))
        room = MOST_ENTRIES - history.entries.count()
        shown = False
        today = timezone.now().date()
        for digest, phrase in digests.items():
            entry = known.get(digest)
            if entry is None:
                if room <= 0:
                    continue
                room -= 1
                entry = HistoryEntry(history=history, digest=digest, last_used=today)
            shown |= _count(entry, phrase, by_phrase[phrase], history, today)
            entry.save()
        if shown:
            phrase_changes.history_changed(history.pk)


def _known(history: PhraseHistory, digests: list[str]) -> dict[str, HistoryEntry]:
    found: dict[str, HistoryEntry] = {}
    # SQLite takes some hundred values at a time.
    for start in range(0, len(digests), 500):
        part = digests[start : start + 500]
        found |= {one.digest: one for one in history.entries.filter(digest__in=part)}
    return found


def _count(
    entry: HistoryEntry, phrase: str, people: Counter[str], history: PhraseHistory, today: date
) -> bool:
    """Add to an entry; True if it can be suggested now."""
    entry.uses += people.total()
    entry.last_used = today
    if not entry.text:
        who = {*entry.people, *(_keyed(f"person {history.site_id} {one}")[:16] for one in people)}
        entry.people = sorted(who)
        if len(who) >= history.least_people:
            entry.text, entry.people = phrase, []
    return bool(entry.text)


def _keyed(text: str) -> str:
    """A hash that nobody without SECRET_KEY can try guesses on."""
    name = f"autocomplete history {text}"
    return hmac.digest(settings.SECRET_KEY.encode(), name.encode(), hashlib.sha256).hex()
