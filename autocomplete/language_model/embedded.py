"""The embedded model: llama.cpp's server in a process of its own, watched and restarted."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import secrets
import socket
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Literal, Self

from autocomplete.child_process import ended
from autocomplete.language_model import embedded_server
from autocomplete.language_model.errors import ModelUnavailable

logger = logging.getLogger(__name__)

State = Literal["starting", "ready", "restarting", "stopped"]

HOST = "127.0.0.1"
CONTEXT_TOKENS = 3072
# What all slots hold together: 380 MB. A preamble that they share counts once, so 40 people have
# room for 400 tokens each; beyond that the server forgets the text of one who is idle. The requests
# under way must fit in at the same time: five of the longest do, or all of them fail.
MOST_CACHED_TOKENS = 16_384
# More threads than this make a model of some hundred million weights slower, not faster. One core
# is left to everything else: llama.cpp's threads wait for each other by spinning, so where one has
# to share its core, all are held up. Measured on two cores with one busy: 26 ms a token with one
# thread, 248 ms with two.
MOST_THREADS = 8
# Loading takes about a second; a machine under full load may need far longer.
START_SECONDS = 60.0
STOP_SECONDS = 2.0
FIRST_PAUSE_SECONDS = 0.25
LONGEST_PAUSE_SECONDS = 30.0
# A process that ran this long did not die of how it was started: the pauses begin anew.
STEADY_SECONDS = 60.0


class EmbeddedServer:
    """llama.cpp's server on 127.0.0.1, with an OpenAI-compatible API at ``base_url``.

    Use it as an async context manager. ``base_url`` and ``api_key`` stay the same over restarts,
    so that clients need not know of them: until the process is up again their connections are
    refused. The process ends with this one, even if this one is killed.
    """

    def __init__(self, weights: Path, *, name: str, lanes: int = 4) -> None:
        """``name`` is what the server calls its model; ``lanes`` is its number of slots.

        A slot holds a text of CONTEXT_TOKENS tokens; all together hold MOST_CACHED_TOKENS.
        """
        self.name = name
        self.lanes = lanes
        self.api_key = secrets.token_urlsafe(32)
        self.state: State = "stopped"
        self._weights = weights
        # What lanes have read of the preamble goes from one to the others by way of a file.
        self._saved: TemporaryDirectory[str] | None = None
        self._port = 0
        self._process: asyncio.subprocess.Process | None = None
        self._watching: asyncio.Task[None] | None = None

    @property
    def base_url(self) -> str:
        return f"http://{HOST}:{self._port}/v1"

    @property
    def pid(self) -> int | None:
        """The process's number, or None while there is none."""
        running = self._process is not None and self._process.returncode is None
        return self._process.pid if self._process is not None and running else None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Return when the model answers requests. Raises ModelUnavailable."""
        self.state = "starting"
        self._saved = TemporaryDirectory(prefix="autocomplete-")
        try:
            try:
                await self._launch(_free_port())
            except ModelUnavailable:
                # Another program may have taken the port in between.
                await self._launch(_free_port())
        except BaseException:
            self.state = "stopped"
            self._forget_saved()
            raise
        self.state = "ready"
        self._watching = asyncio.create_task(self._watch())

    async def stop(self) -> None:
        """End the process; return when it is gone."""
        self.state = "stopped"
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.wait([self._watching])
            self._watching = None
        await self._end()
        self._forget_saved()

    def _forget_saved(self) -> None:
        if self._saved is not None:
            self._saved.cleanup()
            self._saved = None

    async def _launch(self, port: int) -> None:
        assert self._saved is not None
        self._port = port
        order = {
            "weights": str(self._weights),
            "name": self.name,
            "port": port,
            "api_key": self.api_key,
            "lanes": self.lanes,
            "context": min(self.lanes * CONTEXT_TOKENS, MOST_CACHED_TOKENS),
            "saved": f"{self._saved.name}/",
            "threads": min(max(1, (os.cpu_count() or 1) - 1), MOST_THREADS),
        }
        try:
            async with asyncio.timeout(START_SECONDS):
                answer = await self._answer(json.dumps(order))
        except TimeoutError:
            answer = f"not ready after {START_SECONDS:.0f} s"
        except BaseException:
            await self._end()
            raise
        if answer != "ready":
            await self._end()
            raise ModelUnavailable(
                f"The embedded model does not start ({answer.rstrip('.')}): check that"
                f" {self._weights} is a sound GGUF file and that 500 MB of memory are free."
            )

    async def _answer(self, order: str) -> str:
        process = self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",  # Or this package's folder would stand first on the import path.
            embedded_server.__file__,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            # Ctrl-C in the terminal is meant for the site, which then stops this process in order.
            start_new_session=True,
        )
        assert process.stdin is not None and process.stdout is not None
        process.stdin.write(order.encode() + b"\n")
        with contextlib.suppress(ConnectionError):  # It died at once: the exit code says how.
            await process.stdin.drain()
        answer = (await process.stdout.readline()).decode().strip()
        return answer or f"its process ended {_how(await process.wait())}"

    async def _watch(self) -> None:
        pause = FIRST_PAUSE_SECONDS
        while True:
            assert self._process is not None
            started = time.monotonic()
            how = _how(await self._process.wait())
            self.state = "restarting"
            if time.monotonic() - started > STEADY_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            logger.warning(
                "The embedded model's process ended %s; it is started again in %.2g s.", how, pause
            )
            while True:
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
                try:
                    await self._launch(self._port)
                except ModelUnavailable as error:
                    logger.error("%s Next attempt in %.2g s.", error, pause)
                else:
                    break
            self.state = "ready"
            logger.warning("The embedded model is back.")

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await ended(process, within=STOP_SECONDS)


def _how(returncode: int) -> str:
    if returncode < 0:
        return f"by signal {-returncode}"
    return f"with exit code {returncode}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port
