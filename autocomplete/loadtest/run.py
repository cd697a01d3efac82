"""One load: so many people for so long, with idle sockets and a flooding client beside them."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Coroutine, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import msgspec

from autocomplete.evaluation.latency import ANSWER_SECONDS
from autocomplete.loadtest.flooding import Flood
from autocomplete.loadtest.person import Person
from autocomplete.loadtest.records import Record, jain_index, percentile
from autocomplete.loadtest.server_memory import Memory, Spent, memory, server_process, spent
from autocomplete.loadtest.typist import Address, Typist, opened

# People do not all begin at the same moment.
ARRIVAL_SECONDS = 2.0
OPENING_AT_ONCE = 20
RECOVERED_MS = 300.0
RECOVERY_SECONDS = 20.0
RECOVERY_TEXT = "Thank you very much for "


@dataclass(frozen=True, slots=True)
class Load:
    """What is put on a site: ``seconds`` count from the first person's first key."""

    typists: int
    seconds: float
    keys_per_second: float
    idle: int = 0
    flood: bool = False


@dataclass(frozen=True, slots=True)
class Percentiles:
    """In ms; NaN where nothing was measured."""

    p50: float
    p95: float
    p99: float


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What all people met together.

    ``worst_p95_ms`` is that of the person who waited most for final lists, ``jain`` (0 to 1) how
    equal people's mean waits are, ``longest_wait_ms`` the longest that anybody typed without any
    frame. ``recovery_s`` is how long after the load a key was answered within RECOVERED_MS again,
    infinite if never. Memory is in bytes, ``spent`` the processor time while people
    typed, both None of a site elsewhere. ``bytes_sent`` and ``bytes_received`` were in frames.
    """

    load: Load
    inputs: int
    accepts: int
    overtaken: int
    first: Percentiles
    final: Percentiles
    worst_p95_ms: float
    jain: float
    longest_wait_ms: float
    stale_frames: int
    errors: dict[str, int]
    reduced: dict[str, int]
    evaluated_tokens: int
    model_requests: int
    flood_inputs: int
    recovery_s: float
    memory_before: Memory | None
    memory_idle: Memory | None
    memory_after: Memory | None
    bytes_sent: int
    bytes_received: int
    spent: Spent | None

    @property
    def bytes_per_idle_socket(self) -> float | None:
        """What each idle socket holds in the site's process, None where none were opened."""
        if not self.load.idle or self.memory_before is None or self.memory_idle is None:
            return None
        return (self.memory_idle.site - self.memory_before.site) / self.load.idle


async def run(site: str, to: Address, load: Load, sentences: Sequence[str]) -> LoadReport:
    """Put the load on the site and return what people met. Raises CannotMeasure."""
    process = server_process(site)
    loop = asyncio.get_running_loop()
    # The site's first work makes it load and keep what it needs once.
    await _recovery_seconds(to)
    before = memory(process) if process else None
    async with AsyncExitStack() as idle_sockets:
        await _open_idle(idle_sockets, to, load.idle)
        with_idle = memory(process) if process else None
        used_before = spent(process) if process else None
        until = loop.time() + load.seconds
        typists = [
            Typist(to, Person(sentences, load.keys_per_second, seed))
            for seed in range(load.typists)
        ]
        flood = Flood(to, sentences)
        clients = [
            _arrive(typist, until, ARRIVAL_SECONDS * number / max(1, load.typists))
            for number, typist in enumerate(typists)
        ]
        if load.flood:
            clients.append(flood.send(until))
        await _all(clients)
        used = _difference(used_before, spent(process) if process else None)
        recovery = await _recovery_seconds(to)
        after = memory(process) if process else None
    records = [typist.record for typist in typists]
    return _report(load, records, flood, recovery, (before, with_idle, after), used)


def _difference(before: Spent | None, after: Spent | None) -> Spent | None:
    if before is None or after is None:
        return None
    return Spent(after.site - before.site, after.children - before.children)


async def _all(clients: Sequence[Coroutine[Any, Any, None]]) -> None:
    """Run them; the first failure of one ends all. Raises CannotMeasure."""
    tasks = [asyncio.create_task(client) for client in clients]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _arrive(typist: Typist, until: float, pause: float) -> None:
    await asyncio.sleep(pause)
    await typist.type(until)


async def _open_idle(stack: AsyncExitStack, to: Address, count: int) -> None:
    """Open sockets on which nothing is ever said, some at a time."""
    sockets = [opened(to) for _ in range(count)]
    for start in range(0, count, OPENING_AT_ONCE):
        some = sockets[start : start + OPENING_AT_ONCE]
        await asyncio.gather(*(stack.enter_async_context(one) for one in some))


async def _recovery_seconds(to: Address) -> float:
    """How long it takes until a new client's key has its final list within RECOVERED_MS."""
    loop = asyncio.get_running_loop()
    started = loop.time()
    async with opened(to) as socket:
        for id in range(math.ceil(RECOVERY_SECONDS / 0.1)):
            sent = loop.time()
            frame = {"type": "input", "id": id, "text": f"{id} {RECOVERY_TEXT}"}
            await socket.send(msgspec.json.encode(frame).decode())
            final = False
            async with asyncio.timeout(ANSWER_SECONDS):
                while not final:
                    answer = msgspec.json.decode(await socket.recv())
                    final = answer["type"] == "error" or answer["final"]
            now = loop.time()
            if answer["type"] == "suggestions" and (now - sent) * 1000 <= RECOVERED_MS:
                return now - started
            if now - started > RECOVERY_SECONDS:
                break
            await asyncio.sleep(0.1)
    return math.inf


def _report(
    load: Load,
    records: list[Record],
    flood: Flood,
    recovery: float,
    memories: tuple[Memory | None, Memory | None, Memory | None],
    used: Spent | None,
) -> LoadReport:
    before, with_idle, after = memories
    errors: Counter[str] = Counter()
    reduced: Counter[str] = Counter()
    for record in records:
        errors += record.errors
        reduced += record.reduced
    waited = [record.final_ms for record in records if record.final_ms]
    return LoadReport(
        load=load,
        inputs=sum(record.inputs for record in records),
        accepts=sum(record.accepts for record in records),
        overtaken=sum(record.overtaken for record in records),
        first=_percentiles([ms for record in records for ms in record.first_ms]),
        final=_percentiles([ms for times in waited for ms in times]),
        worst_p95_ms=max((percentile(times, 0.95) for times in waited), default=math.nan),
        jain=jain_index([sum(times) / len(times) for times in waited]),
        longest_wait_ms=max((record.longest_wait_ms for record in records), default=math.nan),
        stale_frames=sum(record.stale_frames for record in records),
        errors=dict(errors),
        reduced=dict(reduced),
        evaluated_tokens=sum(record.evaluated_tokens for record in records),
        model_requests=sum(record.model_requests for record in records),
        flood_inputs=flood.inputs,
        recovery_s=recovery,
        memory_before=before,
        memory_idle=with_idle,
        memory_after=after,
        bytes_sent=sum(record.bytes_sent for record in records),
        bytes_received=sum(record.bytes_received for record in records),
        spent=used,
    )


def _percentiles(values: list[float]) -> Percentiles:
    return Percentiles(*(percentile(values, share) for share in (0.5, 0.95, 0.99)))
