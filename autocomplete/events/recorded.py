"""What waits to be stored: an event, what belongs to it, and who wants to hear that it is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from autocomplete.models.event import Event


@dataclass(frozen=True, slots=True)
class KeptText:
    """What stood before the caret and the suggestion that was taken there."""

    typed: str
    taken: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """``stored`` is called once the event is in the database, from the thread that put it there.

    ``text`` is stored if the site keeps texts at that moment.
    """

    event: Event
    text: KeptText | None = None
    stored: Callable[[], None] | None = None
