"""Prints what load and faults leave behind: python -m tests.faults.soak --minutes 60

Two web processes with Redis, PostgreSQL and a model server. People type, some sockets only stay
open, the HTTP API is asked; at each beat one thing fails and comes back. A killed web process is
started again, as systemd does it.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import subprocess
import sys
import tempfile
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, ExitStack, suppress
from pathlib import Path
from typing import Any

import django
import httpx

from tests.live.stand_in_model import StandInModel
from tests.serving.served import Served, free_port, serving
from tests.sites.test_two_processes import NEW_SITE

PEOPLE = 8
IDLE = 50
FAULT_SECONDS = 4.0
QUESTION = {"type": "input", "id": 1, "text": "I have t"}
ORIGIN = "https://shop.example"


class Soak:
    """The running parts, and what may happen to each."""

    def __init__(self, stack: ExitStack, model: StandInModel, folder: Path) -> None:
        from tests.faults.footprint import footprint
        from tests.postgresql import running_postgresql
        from tests.redis_server import RedisServer

        self._stack = stack
        self._footprint = footprint
        self.model = model
        self.redis = RedisServer(folder)
        stack.callback(self.redis.stop)
        database_folder = stack.enter_context(tempfile.TemporaryDirectory())
        self.database = stack.enter_context(running_postgresql(Path(database_folder)))
        self._data = folder / "data"
        self._ports = [str(free_port()) for _ in range(2)]
        self.faults: list[tuple[str, Callable[[], Awaitable[None]]]] = [
            ("web process killed", self._kill_web),
            ("model server answers 503", self._model_fails),
            ("model server hangs", self._model_hangs),
            ("Redis gone", self._redis_gone),
            ("Redis hangs", self._redis_hangs),
            ("PostgreSQL gone", self._database_gone),
            ("PostgreSQL hangs", self._database_hangs),
        ]

    @property
    def urls(self) -> list[str]:
        return [f"http://127.0.0.1:{port}" for port in self._ports]

    @property
    def environment(self) -> dict[str, str]:
        return {
            "AUTOCOMPLETE_DATA": str(self._data),
            "AUTOCOMPLETE_MODEL_URL": self.model.url,
            "AUTOCOMPLETE_WORKER": "0",
            "DATABASE_URL": self.database.url,
            "REDIS_URL": self.redis.url,
        }

    async def start(self) -> None:
        self.webs = [await self._start_web(port) for port in self._ports]

    async def _start_web(self, port: str) -> Served:
        told: dict[str, Any] = {
            name: value for name, value in self.environment.items() if name[-4:] != "DATA"
        }
        web = self._stack.enter_context(serving(self._data, PORT=port, **told))
        await asyncio.to_thread(web.wait_until_ready)
        return web

    def say(self, moment: str) -> None:
        for number, web in enumerate(self.webs):
            found = self._footprint(web.process.pid)
            print(f"  {moment}, web process {number + 1}: {found}", flush=True)

    async def _kill_web(self) -> None:
        # Always the second: what the first one holds shows whether something leaks.
        self.webs[1].process.kill()
        await asyncio.sleep(FAULT_SECONDS)
        self.webs[1] = await self._start_web(self._ports[1])

    async def _model_fails(self) -> None:
        self.model.status = 503
        await asyncio.sleep(FAULT_SECONDS)
        self.model.status = 200

    async def _model_hangs(self) -> None:
        self.model.may_answer.clear()
        await asyncio.sleep(FAULT_SECONDS)
        self.model.may_answer.set()

    async def _redis_gone(self) -> None:
        self.redis.stop()
        await asyncio.sleep(FAULT_SECONDS)
        await asyncio.to_thread(self.redis.start)

    async def _redis_hangs(self) -> None:
        self.redis.hang()
        await asyncio.sleep(FAULT_SECONDS)
        self.redis.resume()

    async def _database_gone(self) -> None:
        await asyncio.to_thread(self.database.stop)
        await asyncio.sleep(FAULT_SECONDS)
        await asyncio.to_thread(self.database.start)

    async def _database_hangs(self) -> None:
        self.database.hang()
        await asyncio.sleep(FAULT_SECONDS)
        self.database.resume()


async def hold_open(url: str) -> None:
    """Keep an idle socket, and open another one when it ends."""
    from autocomplete.evaluation.latency import CannotMeasure
    from autocomplete.loadtest.typist import address, opened

    while True:
        with suppress(CannotMeasure):
            async with opened(address(url)) as socket:
                await socket.wait_closed()
        await asyncio.sleep(0.5)


async def new_key(environment: Mapping[str, str]) -> str:
    """The key of a site that is made by a process of its own."""
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c"]
        + [NEW_SITE.format(name="soak")],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return str(done.stdout).strip()


async def ask_api(urls: list[str], key: str, answers: Counter[str]) -> None:
    """Ask for suggestions over HTTP, at the processes in turn."""
    headers = {"Authorization": f"Bearer {key}", "Origin": ORIGIN}
    async with httpx.AsyncClient(trust_env=False, timeout=30, headers=headers) as client:
        for url in itertools.cycle(urls):
            try:
                answer = await client.post(f"{url}/api/v1/suggest", json=QUESTION)
                answers[str(answer.status_code)] += 1
            except httpx.HTTPError as error:
                answers[type(error).__name__] += 1
            await asyncio.sleep(0.5)


async def soak(minutes: float, every: float, folder: Path) -> None:
    from tests.faults.crowd import everyone_goes_on, typing
    from tests.faults.stored import stored

    async with AsyncExitStack() as outer:
        model = await outer.enter_async_context(StandInModel())
        # By then it has seen that the processes below are gone.
        outer.push_async_callback(asyncio.sleep, 0.5)
        parts = Soak(outer.enter_context(ExitStack()), model, folder)
        await parts.start()
        key = await new_key(parts.environment)
        answers: Counter[str] = Counter()
        happened: Counter[str] = Counter()
        idle = [asyncio.create_task(hold_open(parts.urls[n % 2])) for n in range(IDLE)]
        outer.callback(lambda: [task.cancel() for task in idle])
        async with typing(parts.urls, PEOPLE, keys_per_second=4) as typists:
            idle.append(asyncio.create_task(ask_api(parts.urls, key, answers)))
            await everyone_goes_on(typists, within=60)
            await asyncio.sleep(5)
            parts.say("start")
            ends = time.monotonic() + minutes * 60
            for name, fault in itertools.cycle(parts.faults):
                begun = time.monotonic()
                if begun + every > ends:
                    break
                await fault()
                await everyone_goes_on(typists, within=60)
                happened[name] += 1
                took = time.monotonic() - begun
                print(f"  {name}: over, and all type on after {took:.1f} s")
                if name == parts.faults[-1][0]:
                    parts.say("all faults once more")
                await asyncio.sleep(max(0.0, begun + every - time.monotonic()))
            parts.say("end")
        for task in idle:
            task.cancel()
        await asyncio.sleep(15)
        parts.say("end, without clients")
        found = await stored(parts.environment)
        acknowledged = set().union(*(typist.acknowledged for typist in typists))
        waiting = sum(len(typist.waiting) for typist in typists)
        print(f"faults: {sum(happened.values())} ({dict(happened)})")
        print(
            f"lists: {sum(typist.lists.total() for typist in typists):,}; errors told:"
            f" {dict(sum((typist.errors for typist in typists), Counter()))}; sockets broken:"
            f" {sum(typist.breaks for typist in typists)}; longest time without a list:"
            f" {max(typist.longest_gap_seconds for typist in typists):.1f} s; API: {dict(answers)}"
        )
        print(
            f"accepts: {len(acknowledged):,} acknowledged, {len(acknowledged - set(found.reports))}"
            f" of them not stored, {sum(n > 1 for n in found.reports.values())} stored twice,"
            f" {found.accepted:,} counted, {waiting} never acknowledged"
        )


def main() -> None:
    parser = ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--every", type=float, default=60.0, help="seconds from fault to fault")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "autocomplete.settings")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["AUTOCOMPLETE_DATA"] = folder
        django.setup()
        asyncio.run(soak(options.minutes, options.every, Path(folder)))


if __name__ == "__main__":
    main()
