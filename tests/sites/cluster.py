"""Two web processes with one Redis, one database and one stand-in model."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from websockets.asyncio.client import connect

from tests.live.site import PATH
from tests.live.stand_in_model import StandInModel
from tests.redis_server import RedisServer
from tests.serving.served import Served, serving


@dataclass(frozen=True)
class Cluster:
    processes: tuple[Served, Served]
    redis: RedisServer
    environment: dict[str, str]
    # What each said on both channels; known when the cluster has ended.
    said: list[str] = field(default_factory=list)

    async def run(self, code: str) -> str:
        """Run code in a process of its own, as an operator does with `manage.py shell`."""
        done = await asyncio.to_thread(
            subprocess.run,
            [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", code],
            cwd=settings.BASE_DIR,
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=True,
        )
        return str(done.stdout).strip()

    def opened(self, process: int, key: str = "", **headers: str) -> connect:
        """A socket of the page of a customer with this key, or of the site's own page."""
        served = self.processes[process]
        origin = "https://shop.example" if key else served.url
        address = f"{served.url.replace('http', 'ws')}{PATH}" + (f"?key={key}" if key else "")
        return connect(address, origin=origin, additional_headers=headers)  # type: ignore[arg-type]


@asynccontextmanager
async def running_cluster(data: Path, **more: str) -> AsyncIterator[Cluster]:
    """Both processes, ready; at the end neither may have left a traceback."""
    redis = RedisServer(data)
    with ExitStack() as stack:
        stack.callback(redis.stop)
        async with StandInModel() as model:
            environment: dict[str, Any] = {
                "AUTOCOMPLETE_MODEL_URL": model.url,
                "REDIS_URL": redis.url,
                **more,
            }
            # One after the other: the first one makes the tables.
            started = []
            for _ in range(2):
                served = stack.enter_context(serving(data, **environment))
                await asyncio.to_thread(served.wait_until_ready)
                started.append(served)
            cluster = Cluster(
                (started[0], started[1]), redis, {"AUTOCOMPLETE_DATA": str(data), **environment}
            )
            yield cluster
            for served in started:
                served.process.terminate()
                said = await asyncio.to_thread(served.rest)
                cluster.said.append(said)
                assert "Traceback" not in said, said
