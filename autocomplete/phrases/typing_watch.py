"""One socket's ear for a history: hears the texts, and counts finished sentences."""

from __future__ import annotations

from autocomplete.limits.site_limits import Share
from autocomplete.phrases.history_counts import HistoryCounts, history_counts
from autocomplete.phrases.phrases_in_use import PhrasesInUse, phrases_in_use
from autocomplete.phrases.typed_sentences import TypedSentences


class TypingWatch:
    """Keeps one text in memory, and only while the site's history is switched on."""

    def __init__(
        self,
        share: Share,
        counts: HistoryCounts = history_counts,
        in_use: PhrasesInUse = phrases_in_use,
    ) -> None:
        self._share = share
        self._counts = counts
        self._in_use = in_use
        self._sentences = TypedSentences()

    def typed(self, text: str) -> None:
        """Hear what stands in front of the caret now."""
        if self._in_use.remembers(self._share.site):
            self._add(self._sentences.typed(text))
        else:
            self._sentences = TypedSentences()

    def left(self) -> None:
        """The socket is gone: so is its text."""
        if self._in_use.remembers(self._share.site):
            self._add(self._sentences.left())

    def _add(self, sentences: list[str]) -> None:
        if sentences:
            self._counts.add(self._share.site, self._share.client, sentences)
