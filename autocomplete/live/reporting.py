"""Turns what one client is sent, and what it reports, into events."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from autocomplete.access.served_site import ServedSite
from autocomplete.events.accepts import Accepted, tell
from autocomplete.events.outcomes import Watch
from autocomplete.events.recorded import KeptText, Recorded
from autocomplete.events.recorder import recorder
from autocomplete.live import frames
from autocomplete.live.answering import Sink
from autocomplete.metrics import keystrokes
from autocomplete.models.event import Event, EventKind

# Lists that an accept may still be about.
MOST_LISTS = 32
LONGEST_MODEL_NAME = 200
# Of lists that are not remembered; no suggestion is longer.
MOST_CHARACTERS = 1_000
MOST_MS_SHOWN = 86_400_000.0


@dataclass(frozen=True, slots=True)
class _Asked:
    id: int
    profile: str
    text: str


@dataclass(frozen=True, slots=True)
class _Answered:
    asked: _Asked
    frame: frames.Suggestions


class Reporting:
    """Passes a client's frames on to ``sink`` and records what they say.

    ``session`` is the name that ``ready`` told the client; empty for clients without a socket.
    """

    def __init__(self, sink: Sink, site: ServedSite, session: str = "") -> None:
        self._sink = sink
        self._site = site
        self._session = session
        self._watch = Watch()
        self._times = keystrokes.InputTimes()
        self._asked: _Asked | None = None
        self._first_ms: float | None = None
        self._answered: OrderedDict[int, _Answered] = OrderedDict()
        self._acks = _Acks(sink)

    def asked(self, id: int, profile: str, text: str) -> None:
        """An input came; ``text`` is what stands before the caret."""
        for (made_by, model), decided in self._watch.typed(text).items():
            self._record(
                EventKind.OUTCOME,
                profile=made_by,
                model=model,
                outcomes=[[round(prob, 6), int(outcome)] for prob, outcome in decided],
            )
        self._asked = _Asked(id, profile, text)
        self._first_ms = None
        self._times.asked()

    def begins(self) -> None:
        """The search for the input begins."""
        self._times.begins()

    def put(self, frame: frames.ServerFrame) -> None:
        """Send a frame, and record what it says."""
        self._sink.put(frame)
        self._times.answered(frame)
        if isinstance(frame, frames.Suggestions):
            if self._first_ms is None:
                self._first_ms = frame.stats.ms
            if frame.final and self._asked is not None:
                self._answer(frame, self._asked)
        elif isinstance(frame, frames.Error):
            asked = self._asked
            profile = asked.profile if asked and asked.id == frame.id else self._site.profile
            recorder.tally(EventKind.ERROR, self._site.id, profile, reason=frame.code)

    def reported(self, frame: frames.Accept | frames.Dismiss) -> None:
        """The client tells what became of a list, perhaps for the second time."""
        keystrokes.reported(frame)
        own = frame.session is None or frame.session == self._session
        answered = self._answered.get(frame.id) if own else None
        fields: dict[str, Any] = {
            "profile": answered.asked.profile if answered else self._site.profile,
            "model": _model(answered.frame) if answered else "",
            "session": frame.session or self._session,
            "input": frame.id,
            "number": frame.event,
        }
        stored = None if frame.event is None else self._acks.of(frame.event)
        if isinstance(frame, frames.Dismiss):
            self._record(EventKind.DISMISS, stored=stored, reason=frame.reason, **fields)
            return
        item = _item(answered, frame.rank)
        text = None
        if answered is not None and item is not None:
            self._watch.accepted(frame.id, frame.rank)
            tell(
                Accepted(
                    self._site.id, answered.asked.profile, self._session,
                    answered.asked.text, item.text,
                )
            )  # fmt: skip
            if self._site.keeps_texts:
                text = KeptText(answered.asked.text, item.text)
        self._record(
            EventKind.ACCEPT,
            stored=stored,
            text=text,
            rank=frame.rank,
            amount=min(frame.length, len(item.text) if item else MOST_CHARACTERS),
            ms_shown=min(frame.ms_shown, MOST_MS_SHOWN),
            source=item.source if item else "",
            **fields,
        )

    def _answer(self, frame: frames.Suggestions, asked: _Asked) -> None:
        self._answered[frame.id] = _Answered(asked, frame)
        if len(self._answered) > MOST_LISTS:
            self._answered.popitem(last=False)
        if frame.items:
            self._watch.showed(
                frame.id,
                (asked.profile, _model(frame)),
                asked.text,
                [(item.text, item.prob) for item in frame.items],
            )
        self._record(
            EventKind.ANSWER,
            profile=asked.profile,
            model=_model(frame),
            session=self._session,
            input=frame.id,
            reason=frame.stats.gate or "",
            amount=len(frame.items),
            escalated=len(frame.stats.route) > 1,
            first_ms=self._first_ms,
            final_ms=frame.stats.ms,
        )

    def _record(
        self,
        kind: EventKind,
        *,
        stored: Callable[[], None] | None = None,
        text: KeptText | None = None,
        **fields: Any,
    ) -> None:
        event = Event(at=timezone.now(), kind=kind, site=self._site.id, **fields)
        recorder.record(Recorded(event, text, stored))


class _Acks:
    """Sends one ``ack`` for all reports of a batch; it is told of them by another thread."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._stored: list[int] = []

    def of(self, number: int) -> Callable[[], None]:
        """What is to be called once the report with this number is stored."""
        loop = asyncio.get_running_loop()

        def stored() -> None:
            # The site may have ended meanwhile: then the client asks another process again.
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._add, number)

        return stored

    def _add(self, number: int) -> None:
        self._stored.append(number)
        if len(self._stored) == 1:
            asyncio.get_running_loop().call_soon(self._send)

    def _send(self) -> None:
        numbers, self._stored = tuple(self._stored), []
        self._sink.put(frames.Ack(numbers))


def _item(answered: _Answered | None, rank: int) -> Any:
    """The item that a report names, None where there is none."""
    items = answered.frame.items if answered else ()
    return items[rank] if rank < len(items) else None


def _model(frame: frames.Suggestions) -> str:
    """Who made the list: of a gated one, the last that was asked; empty where none was."""
    name = frame.items[0].model if frame.items else (frame.stats.route or ("",))[-1]
    # PostgreSQL keeps no NUL.
    return name[:LONGEST_MODEL_NAME].replace("\0", "")
