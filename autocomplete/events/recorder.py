"""Records events off the keystroke's path: kept in memory, written by a thread once a second."""

from __future__ import annotations

import logging
import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence

from django.db import DatabaseError, InterfaceError, OperationalError, connections
from django.utils import timezone

from autocomplete.events.recorded import Recorded
from autocomplete.events.storing import store
from autocomplete.models.event import Event, EventKind

logger = logging.getLogger(__name__)

BATCH_SECONDS = 1.0
# What one transaction stores; it holds SQLite's only write lock meanwhile.
MOST_IN_A_BATCH = 1_000
# About 100 MB. A hundred people typing fill it in two minutes without a database.
MOST_WAITING = 50_000

Store = Callable[[Sequence[Recorded]], None]
# Kind, site, profile, model and reason.
_Tallied = tuple[EventKind, int, str, str, str]


class Recorder:
    """One process's buffer of events.

    ``record`` and ``tally`` may be called from any thread, take microseconds and never fail. An
    event is lost where the process is killed before the next batch, and where the database is away
    for so long that ``most_waiting`` events wait: those are counted, and the dashboard says so.
    """

    def __init__(
        self,
        store: Store = store,
        *,
        batch_seconds: float = BATCH_SECONDS,
        most_waiting: int = MOST_WAITING,
    ) -> None:
        self._store = store
        self._batch_seconds = batch_seconds
        self._most_waiting = most_waiting
        self._lock = threading.Lock()
        self._waiting: deque[Recorded] = deque()
        self._tallies: Counter[_Tallied] = Counter()
        self._thread: threading.Thread | None = None
        self._closing = threading.Event()
        self._writing = threading.Lock()
        self._away = False
        self.lost_in_all = 0

    @property
    def waiting(self) -> int:
        """How many events are not in the database yet."""
        return len(self._waiting)

    @property
    def lost(self) -> int:
        """How many events were lost that the database has not been told of yet."""
        with self._lock:
            return sum(
                amount for tallied, amount in self._tallies.items() if tallied[0] == EventKind.LOST
            )

    def record(self, recorded: Recorded) -> None:
        with self._lock:
            if len(self._waiting) >= self._most_waiting:
                event = recorded.event
                self.lost_in_all += 1
                self._tallies[EventKind.LOST, event.site, event.profile, event.model, ""] += 1
            else:
                self._waiting.append(recorded)
            self._run()

    def tally(
        self,
        kind: EventKind,
        site: int,
        profile: str,
        model: str = "",
        reason: str = "",
        amount: int = 1,
    ) -> None:
        """Note what is only counted: one event a batch, however often it happens.

        Anybody can have errors sent; a row for each would fill the database.
        """
        if amount:
            with self._lock:
                self._tallies[kind, site, profile, model, reason] += amount
                self._run()

    def flush(self) -> bool:
        """Store what waits, in the calling thread; tell whether the database took it."""
        with self._writing:
            while True:
                # While the database is away, what is only counted stays one number.
                if not (self._away and self._waiting):
                    self._make_events_of_tallies()
                batch = self._next_batch()
                if not batch:
                    return True
                left = self._store_batch(batch)
                if left:
                    with self._lock:
                        self._waiting.extendleft(reversed(left))
                    return False

    def close(self) -> None:
        """Store what waits and end the thread; a later event starts another one."""
        with self._lock:
            thread, self._thread = self._thread, None
            closing, self._closing = self._closing, threading.Event()
        closing.set()
        if thread is not None:
            thread.join()
            if self._waiting:
                logger.warning("%d events could not be stored and are lost.", len(self._waiting))

    def discard(self) -> None:
        """Forget what waits, for tests."""
        with self._writing, self._lock:
            self._waiting.clear()
            self._tallies.clear()

    def _run(self) -> None:
        if self._thread is None:
            # It ends with the process, which stores what waits where it ends in order.
            self._thread = threading.Thread(
                target=self._write_on, args=(self._closing,), name="events", daemon=True
            )
            self._thread.start()

    def _write_on(self, closing: threading.Event) -> None:
        while not closing.wait(self._batch_seconds):
            self._flush_and_close_connections()
        self._flush_and_close_connections()

    def _flush_and_close_connections(self) -> None:
        try:
            if self._waiting or self._tallies:
                self.flush()
        except Exception as error:
            # Whatever it was: a recorder that has ended would record nothing any more.
            self._note_away(error)
        finally:
            connections.close_all()

    def _make_events_of_tallies(self) -> None:
        now = timezone.now()
        with self._lock:
            tallies, self._tallies = self._tallies, Counter()
            for (kind, site, profile, model, reason), amount in tallies.items():
                event = Event(
                    at=now, kind=kind, site=site, profile=profile, model=model, reason=reason,
                    amount=amount,
                )  # fmt: skip
                self._waiting.append(Recorded(event))

    def _next_batch(self) -> list[Recorded]:
        with self._lock:
            return [
                self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_IN_A_BATCH))
            ]

    def _store_batch(self, batch: list[Recorded]) -> list[Recorded]:
        """Store a batch; return what of it is left, where the database is away."""
        try:
            self._store(batch)
        except (OperationalError, InterfaceError) as error:
            self._note_away(error)
            return batch
        except DatabaseError as error:
            if len(batch) > 1:
                # One that the database refuses must not hold up the others for ever.
                middle = len(batch) // 2
                left = self._store_batch(batch[:middle])
                return left + batch[middle:] if left else self._store_batch(batch[middle:])
            logger.error("An event is not stored (%s).", type(error).__name__)
            return []
        except Exception as error:
            self._note_away(error)
            return batch
        self._note_back()
        for each in batch:
            if each.stored is not None:
                each.stored()
        return []

    def _note_away(self, error: Exception) -> None:
        if not self._away:
            self._away = True
            logger.warning(
                "Events cannot be stored (%s): up to %d are kept until they can.",
                type(error).__name__,
                self._most_waiting,
            )

    def _note_back(self) -> None:
        if self._away:
            self._away = False
            logger.warning("Events are stored again.")


recorder = Recorder()
"""What all sockets and requests of this process record to."""
