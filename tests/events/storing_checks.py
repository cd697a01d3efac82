"""What storing must do on any database; run in a process of its own: see test_storing.py."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

from django.db import connections

from autocomplete.events.direct_count import direct_count, kept_count
from autocomplete.events.made_up import made_up_events
from autocomplete.events.reading import added_up, grouped, read
from autocomplete.events.recorded import Recorded
from autocomplete.events.selection import Selection
from autocomplete.events.storing import store
from autocomplete.models import Event, EventCounts, EventKind, Period

BEGIN = datetime(2026, 3, 1, 22, tzinfo=UTC)


def batches(count: int, size: int, seed: int = 1) -> list[list[Recorded]]:
    events = list(made_up_events(count, BEGIN, BEGIN + timedelta(hours=5), seed=seed))
    return [[Recorded(event) for event in events[at : at + size]] for at in range(0, count, size)]


def accept(number: int, **fields: object) -> Recorded:
    values = {"profile": "default", "model": "one", "session": "s", "input": 7, "amount": 4}
    return Recorded(
        Event(at=BEGIN, kind=EventKind.ACCEPT, site=1, number=number, **{**values, **fields})
    )


def counts_agree_with_the_events_for_every_selection() -> None:
    for batch in batches(3_000, 500):
        store(batch)
    selections = 0
    for period in Period.values:
        for day in (1, 2):
            for profile in (None, "default", "support"):
                for model in (None, "smollm2-135m"):
                    date = BEGIN.date().replace(day=day)
                    selection = Selection(date, date, period, profile=profile, model=model)
                    kept = added_up(grouped(read(selection), lambda row: row.begins).values())
                    counted = direct_count(selection)
                    assert kept_count(dict(kept.counts)) == counted
                    assert counted["shown"] > 50
                    selections += 1
    assert selections == 24


def a_report_is_counted_once_however_often_it_comes() -> None:
    store([accept(1), accept(1)])
    store([accept(1), accept(2)])
    assert Event.objects.count() == 2
    assert EventCounts.objects.get(period=Period.DAY).counts["accepted"] == 2


def a_report_from_a_broken_socket_is_put_to_the_list_it_is_about() -> None:
    answer = Event(
        at=BEGIN, kind=EventKind.ANSWER, site=1, profile="support", model="large", session="old",
        input=7, amount=3,
    )  # fmt: skip
    other_site = Event(
        at=BEGIN, kind=EventKind.ANSWER, site=2, profile="x", model="y", session="old", input=7
    )
    store([Recorded(answer), Recorded(other_site)])
    store([accept(1, session="old", model="")])
    event = Event.objects.get(kind=EventKind.ACCEPT)
    assert (event.profile, event.model) == ("support", "large")


def processes_that_write_at_once_lose_nothing() -> None:
    threads = [
        threading.Thread(target=write, args=(batches(600, 50, seed),)) for seed in (1, 2, 3, 4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Event.objects.count() == 2_400
    date = BEGIN.date()
    selection = Selection(date, date + timedelta(days=1))
    kept = added_up(grouped(read(selection), lambda row: row.site).values())
    assert kept_count(dict(kept.counts)) == direct_count(selection)


def write(all_batches: list[list[Recorded]]) -> None:
    try:
        for batch in all_batches:
            store(batch)
    finally:
        connections.close_all()


def a_report_that_two_processes_store_at_once_is_counted_once() -> None:
    from autocomplete.events.recorder import Recorder

    recorders = [Recorder(batch_seconds=60) for _ in range(4)]
    heard: list[int] = []
    for number in range(20):
        for recorder in recorders:
            again = accept(number)
            recorder.record(
                Recorded(again.event, stored=lambda number=number: heard.append(number))  # type: ignore[misc]
            )
    threads = [threading.Thread(target=flush, args=(recorder,)) for recorder in recorders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Event.objects.count() == 20
    assert EventCounts.objects.get(period=Period.HOUR).counts["accepted"] == 20
    # Each of them tells its client that it is stored.
    assert sorted(heard) == sorted(list(range(20)) * 4)


def flush(recorder: object) -> None:
    from autocomplete.events.recorder import Recorder

    assert isinstance(recorder, Recorder)
    while not recorder.flush():
        pass
    recorder.close()
    connections.close_all()


CHECKS = (
    counts_agree_with_the_events_for_every_selection,
    a_report_is_counted_once_however_often_it_comes,
    a_report_from_a_broken_socket_is_put_to_the_list_it_is_about,
    processes_that_write_at_once_lose_nothing,
    a_report_that_two_processes_store_at_once_is_counted_once,
)


def run(name: str) -> None:
    """Run one check on empty tables."""
    Event.objects.all().delete()
    EventCounts.objects.all().delete()
    next(check for check in CHECKS if check.__name__ == name)()
