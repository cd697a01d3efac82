"""Events wait in memory, are written in batches, and are neither lost nor counted twice."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence

import pytest
from django.db import DataError, OperationalError
from django.utils import timezone

from autocomplete.events.recorded import Recorded
from autocomplete.events.recorder import Recorder
from autocomplete.models import EventKind
from autocomplete.models.event import Event


class Database:
    """Keeps what is stored; ``failure`` is raised instead while it is set."""

    def __init__(self) -> None:
        self.failure: Exception | None = None
        self.refused: Callable[[Event], bool] = lambda event: False
        self.batches: list[list[Event]] = []
        self.stored = threading.Event()

    def __call__(self, batch: Sequence[Recorded]) -> None:
        if self.failure is not None:
            raise self.failure
        if any(self.refused(each.event) for each in batch):
            raise DataError("no such character")
        self.batches.append([each.event for each in batch])
        self.stored.set()

    @property
    def events(self) -> list[Event]:
        return [event for batch in self.batches for event in batch]


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def recorder(database: Database) -> Iterator[Recorder]:
    """One whose thread writes only when it is closed."""
    recorder = Recorder(database, batch_seconds=60, most_waiting=10)
    yield recorder
    database.failure = None
    recorder.close()


def event(number: int | None = None, **fields: object) -> Event:
    return Event(at=timezone.now(), kind=EventKind.ACCEPT, site=1, number=number, **fields)


def test_a_thread_writes_after_a_moment(database: Database) -> None:
    recorder = Recorder(database, batch_seconds=0.01)
    recorder.record(Recorded(event()))
    assert database.stored.wait(5)
    recorder.close()


def test_closing_stores_what_waits_and_a_later_event_is_stored_too(
    database: Database, recorder: Recorder
) -> None:
    recorder.record(Recorded(event(1)))
    recorder.close()
    recorder.record(Recorded(event(2)))
    recorder.close()
    assert [each.number for each in database.events] == [1, 2]


def test_nothing_is_acknowledged_before_it_is_stored(
    database: Database, recorder: Recorder
) -> None:
    heard: list[int] = []
    database.failure = OperationalError("gone")
    recorder.record(Recorded(event(), stored=lambda: heard.append(1)))
    assert not recorder.flush()
    assert heard == []
    database.failure = None
    assert recorder.flush()
    assert heard == [1]


def test_while_the_database_is_away_events_keep_their_order(
    database: Database, recorder: Recorder
) -> None:
    database.failure = OperationalError("gone")
    for number in (1, 2):
        recorder.record(Recorded(event(number)))
        recorder.flush()
    recorder.record(Recorded(event(3)))
    database.failure = None
    recorder.flush()
    assert [each.number for each in database.events] == [1, 2, 3]


def test_what_does_not_fit_is_counted_and_said_once_the_database_is_back(
    database: Database, recorder: Recorder
) -> None:
    database.failure = OperationalError("gone")
    for number in range(14):
        recorder.record(Recorded(event(number)))
        recorder.flush()
    assert (recorder.waiting, recorder.lost) == (10, 4)
    database.failure = None
    recorder.flush()
    lost = [each.amount for each in database.events if each.kind == EventKind.LOST]
    assert (len(database.events), sum(lost)) == (11, 4)


def test_one_event_that_the_database_refuses_does_not_hold_up_the_others(
    database: Database, recorder: Recorder
) -> None:
    database.refused = lambda event: event.number == 3
    for number in range(6):
        recorder.record(Recorded(event(number)))
    assert recorder.flush()
    assert [each.number for each in database.events] == [0, 1, 2, 4, 5]


def test_what_goes_away_half_way_is_not_stored_twice(
    database: Database, recorder: Recorder
) -> None:
    """The batch is halved because of event 5; behind its first half the database is gone."""
    database.refused = lambda event: event.number == 5
    for number in range(6):
        recorder.record(
            Recorded(event(number), stored=lambda number=number: gone() if number == 2 else None)  # type: ignore[misc]
        )

    def gone() -> None:
        database.failure = OperationalError("gone")

    assert not recorder.flush()
    database.failure = None
    assert recorder.flush()
    assert [each.number for each in database.events] == [0, 1, 2, 3, 4]


def test_tallies_become_one_event_a_batch_also_while_the_database_is_away(
    database: Database, recorder: Recorder
) -> None:
    database.failure = OperationalError("gone")
    for _ in range(100):
        recorder.tally(EventKind.TOKENS, 1, "default", "model", amount=3)
        recorder.flush()
    database.failure = None
    recorder.flush()
    assert sum(each.amount for each in database.events) == 300
    assert len(database.events) <= 2


def test_an_absent_database_is_logged_once_and_so_is_its_return(
    database: Database, recorder: Recorder, caplog: pytest.LogCaptureFixture
) -> None:
    database.failure = OperationalError("password=secret")
    recorder.record(Recorded(event()))
    recorder.flush()
    recorder.flush()
    database.failure = None
    recorder.flush()
    said = [record.getMessage() for record in caplog.records if "vents" in record.getMessage()]
    assert len(said) == 2
    assert "secret" not in "".join(said)
