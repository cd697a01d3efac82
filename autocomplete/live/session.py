"""One person's typing session: keeps the prediction tree from keystroke to keystroke."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from autocomplete.language_model.interface import LanguageModel
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.suggestions import SuggestionList


@dataclass(frozen=True, slots=True)
class TypedText:
    """What stands in the field: ``text`` before the caret, ``after`` behind it, and the context."""

    text: str
    after: str = ""
    context: str = ""
    force: bool = False


class TypingSession:
    """Suggests continuations of one person's text."""

    def __init__(self, model: LanguageModel, profile: Profile, *, lane: int = 0) -> None:
        raise NotImplementedError

    def suggest(self, typed: TypedText) -> AsyncIterator[SuggestionList]:
        """Yield a first list as soon as one distribution is in, then refined ones; the last is final.

        Closing the iterator, or cancelling the task that awaits it, ends the work on the model.
        """
        raise NotImplementedError
