"""What the socket sees becomes events; a report is acknowledged once it is stored."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from autocomplete.events import accepts
from autocomplete.events.counting import total
from autocomplete.events.recorded import Recorded
from autocomplete.events.recorder import recorder
from autocomplete.models.event import Event
from tests.live.site import Client, Site, until

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Stored:
    """What the recorder has handed over, in place of the database."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def __call__(self, batch: Any) -> None:
        assert all(isinstance(each, Recorded) for each in batch)
        self.events += [each.event for each in batch]

    @property
    def counts(self) -> Counter[str]:
        recorder.flush()
        return total(iter(self.events))


@pytest.fixture
def stored(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stored]:
    recorder.close()
    recorder.discard()
    stored = Stored()
    monkeypatch.setattr(recorder, "_store", stored)
    yield stored
    recorder.close()
    recorder.discard()


async def acknowledged(client: Client) -> list[int]:
    await asyncio.to_thread(recorder.flush)
    frame = await client.receive()
    assert frame["type"] == "ack", frame
    return list(frame["events"])


async def test_a_list_that_is_taken_is_counted_with_what_it_saved(
    site: Site, stored: Stored
) -> None:
    async with site.client() as client:
        await client.input(1, "I have t")
        final = await client.final(1)
        texts = [item["text"] for item in final["items"]]
        rank = texts.index("hree")
        await client.send(type="accept", id=1, rank=rank, length=4, ms_shown=600.0, event=1)
        assert await acknowledged(client) == [1]
        await client.input(2, "I have three")
        await client.final(2)
    counts = stored.counts
    assert (counts["answered"], counts["shown"], counts["accepted"]) == (2, 2, 1)
    assert (counts["characters"], counts["saved"], counts["source.model"]) == (4, 3, 1)
    assert counts[f"rank.{rank}"] == 1
    assert counts["tokens"] >= 1
    assert sum(counts[name] for name in counts if name.startswith("first.")) == 2
    assert sum(counts[name] for name in counts if name.startswith("final.")) == 2
    # All other items of the list did not come true; the one that was taken did.
    assert sum(counts[name] for name in counts if name.startswith("outcomes.")) == len(texts)
    assert sum(counts[name] for name in counts if name.startswith("taken.")) == 1
    assert {event.model for event in stored.events} == {"stand-in"}
    assert {event.profile for event in stored.events} == {"default"}


async def test_gates_dismissals_and_errors_are_counted_by_their_reasons(
    site: Site, stored: Stored
) -> None:
    async with site.client() as client:
        await client.input(1, "I have t")
        await client.final(1)
        await client.send(type="dismiss", id=1, reason="escape")
        await client.input(2, "I have t", after="hings")
        assert (await client.final(2))["stats"]["gate"] == "mid_word"
        await client.input(3, "I have t", profile="nobody")
        assert (await client.receive())["code"] == "unknown_profile"
        await client.send_raw("[]")
        assert (await client.receive())["code"] == "bad_frame"
    counts = stored.counts
    assert (counts["dismiss.escape"], counts["gate.mid_word"]) == (1, 1)
    assert (counts["error.unknown_profile"], counts["error.bad_frame"]) == (1, 1)


async def test_no_event_holds_what_was_typed(site: Site, stored: Stored) -> None:
    async with site.client() as client:
        await client.input(1, "I have secretly t")
        items = (await client.final(1))["items"]
        await client.send(type="accept", id=1, rank=0, length=2, ms_shown=1, event=1)
        await acknowledged(client)
    said = " ".join(str(vars(event)) for event in stored.events)
    assert items
    assert "secret" not in said
    assert not any(f"'{item['text']}'" in said for item in items)


async def test_nothing_is_acknowledged_that_asks_for_nothing(site: Site, stored: Stored) -> None:
    async with site.client() as client:
        await client.input(1, "I have t")
        await client.final(1)
        await client.send(type="accept", id=1, rank=0, length=2, ms_shown=1)
        await until(lambda: stored.counts["accepted"] == 1)
        assert await client.silent()


async def test_a_report_of_an_earlier_socket_is_taken_on_a_later_one(
    site: Site, stored: Stored
) -> None:
    async with site.client(read_ready=False) as client:
        session = (await client.receive())["session"]
    async with site.client() as client:
        await client.send(
            type="accept", id=9, rank=0, length=3, ms_shown=1, event=4, session=session
        )
        await client.send(type="dismiss", id=9, reason="blur", event=5, session=session)
        await until(lambda: recorder.waiting == 2)
        found = await acknowledged(client)
        # Those of a batch come together, or one by one where the loop is quicker than the thread.
        while len(found) < 2:
            found += await acknowledged(client)
        assert found == [4, 5]
    reports = [event for event in stored.events if event.number]
    assert [(event.session, event.number) for event in reports] == [(session, 4), (session, 5)]


@pytest.mark.parametrize("session", ["", "a b", "x" * 33, "Ünï", 7])
async def test_a_session_that_no_server_gave_out_is_a_bad_frame(site: Site, session: Any) -> None:
    async with site.client() as client:
        await client.send(type="dismiss", id=9, reason="blur", event=5, session=session)
        assert (await client.receive())["code"] == "bad_frame"


async def test_length_and_time_that_cannot_be_are_cut(site: Site, stored: Stored) -> None:
    async with site.client() as client:
        await client.input(1, "I have t")
        items = (await client.final(1))["items"]
        await client.send(type="accept", id=1, rank=0, length=2**31 - 1, ms_shown=1e300, event=1)
        await acknowledged(client)
    event = next(event for event in stored.events if event.number == 1)
    assert (event.amount, event.ms_shown) == (len(items[0]["text"]), 86_400_000.0)


async def test_others_hear_of_what_is_taken(
    site: Site, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[accepts.Accepted] = []
    monkeypatch.setattr(accepts, "_listeners", [])
    accepts.subscribe(heard.append)
    async with site.client() as client:
        await client.input(1, "I have t")
        items = (await client.final(1))["items"]
        await client.send(type="accept", id=1, rank=0, length=2, ms_shown=1)
        await until(lambda: heard)
    assert [(each.site, each.typed, each.taken) for each in heard] == [
        (0, "I have t", items[0]["text"])
    ]
