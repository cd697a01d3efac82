"""Which sentences a person has finished, told from the texts that stand in the field in turn."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"[.!?。！？]+(?=\s)|\n")
# More than this at once was pasted, or stood there before, and is nothing that a person typed. An
# accepted suggestion is shorter, but for the longest phrases.
MOST_AT_ONCE = 100
# So little of a text left means that it was sent, or thrown away.
LEFT_WHEN_SENT = 0.5


class TypedSentences:
    """Follows one field. A sentence counts once it has an end, or once its text is gone."""

    def __init__(self) -> None:
        self._text = ""
        self._done = 0

    def typed(self, text: str) -> list[str]:
        """The sentences that are finished now that ``text`` stands in front of the caret."""
        before, self._text = self._text, text
        if text.startswith(before):
            if len(text) - len(before) > MOST_AT_ONCE:
                self._done = len(text)
                return []
            return list(self._ended())
        if len(text) <= LEFT_WHEN_SENT * len(before):
            rest = before[self._done :].strip()
            self._done = len(text)
            return [rest] if rest else []
        # Edited: what stands now in place of something else is not known to be finished.
        self._done = min(self._done, len(text))
        return []

    def left(self) -> list[str]:
        """The sentence under way where the field is left for good."""
        rest = self._text[self._done :].strip()
        self._text, self._done = "", 0
        return [rest] if rest else []

    def _ended(self) -> Iterator[str]:
        for end in _END.finditer(self._text, self._done):
            sentence = self._text[self._done : end.end()].strip()
            self._done = end.end()
            if sentence:
                yield sentence
