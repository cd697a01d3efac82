"""The running site: uvicorn and the embedded model together, from start to orderly end."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass

import uvicorn
from django.conf import settings

from autocomplete.first_suggestion import NoSuggestion, first_suggestion, public_name
from autocomplete.jobs.process import ModelToAsk, WorkerProcess
from autocomplete.language_model.embedded import EmbeddedServer
from autocomplete.live.limits import SERVER_MAX_FRAME_BYTES

# Websockets get their close frame (1012) at once; this bounds what a request still at work may
# take, in seconds.
GRACE_SECONDS = 2
# How often a model server that somebody else starts is looked for.
LOOK_AGAIN_SECONDS = 2.0

Say = Callable[[str], None]


class CannotServe(Exception):
    """The site cannot start; the message is one sentence that says what to do."""


def listening_socket(host: str, port: int) -> socket.socket:
    """Take the port at once, before anything long starts. Raises CannotServe."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError as error:
        raise CannotServe(
            f"HOST is {host!r}, which is no address of this machine: set HOST to one,"
            " such as 127.0.0.1."
        ) from error
    family, kind, _, _, address = found[0]
    taken = socket.socket(family, kind)
    try:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind(address)
        taken.listen(128)
    except OSError as error:
        taken.close()
        if error.errno == errno.EADDRINUSE:
            problem = f"Port {port} on {host} is in use: stop the program that uses it, or"
        else:
            problem = f"Port {port} on {host} cannot be taken ({error.strerror}):"
        raise CannotServe(
            f"{problem} set the variables HOST and PORT, for example PORT={port % 65535 + 1}."
        ) from error
    return taken


@dataclass(frozen=True, slots=True)
class EmbeddedServers:
    """What runs beside the site; where one is None, the settings name the server to ask, if any."""

    first: EmbeddedServer | None = None
    larger: EmbeddedServer | None = None


async def serve(taken: socket.socket, embedded: EmbeddedServers, say: Say) -> None:
    """Run the site on a listening socket until a signal ends it.

    Embedded servers are started before it.
    The address is said once a suggestion has come all the way through the site.
    Raises ModelUnavailable or CannotServe.
    """
    site = _site()
    with _ended_by_signals():
        try:
            async with AsyncExitStack() as stack:
                for server in (embedded.first, embedded.larger):
                    if server is not None:
                        await stack.enter_async_context(server)
                _use(embedded)
                model = _for_worker(embedded)
                await _run(site, taken, model, patient=embedded.first is None, say=say)
        except asyncio.CancelledError:
            say("Stopped.")


def _use(embedded: EmbeddedServers) -> None:
    # The ports and the keys are drawn at the start, so the site can only learn of them now; nothing
    # has read these settings before.
    if embedded.first is not None:
        settings.MODEL_URL = embedded.first.base_url
        settings.MODEL_API_KEY = embedded.first.api_key
        settings.MODEL_NAME = embedded.first.name
    if embedded.larger is not None:
        settings.LARGER_MODEL_URL = embedded.larger.base_url
        settings.LARGER_MODEL_API_KEY = embedded.larger.api_key
        settings.LARGER_MODEL_NAME = embedded.larger.name


def _for_worker(embedded: EmbeddedServers) -> ModelToAsk:
    """What the worker asks: the first model, on a lane of its own where that is embedded."""
    return ModelToAsk(
        settings.MODEL_URL,
        settings.MODEL_API_KEY,
        settings.MODEL_NAME,
        settings.WORKER_LANE if embedded.first is None else embedded.first.lanes,
    )


async def _run(
    site: uvicorn.Server, taken: socket.socket, model: ModelToAsk, *, patient: bool, say: Say
) -> None:
    running = asyncio.create_task(site.serve(sockets=[taken]))
    host, port = settings.HOST, settings.PORT
    try:
        await _wait_for_suggestion(host, port, patient=patient, say=say)
        say(f"Autocomplete is ready at http://{public_name(host)}:{port}/ (Ctrl-C ends it)")
        async with AsyncExitStack() as beside:
            if settings.WORKER:
                await beside.enter_async_context(WorkerProcess(model))
            try:
                await asyncio.shield(running)
            finally:
                site.should_exit = True
    finally:
        site.should_exit = True
        await running


async def _wait_for_suggestion(host: str, port: int, *, patient: bool, say: Say) -> None:
    """Ask until a suggestion comes: once, or again and again if ``patient``."""
    said = False
    while True:
        try:
            return await first_suggestion(host, port)
        except NoSuggestion as error:
            if not patient:
                raise CannotServe(f"The site gives no suggestions: {error}") from error
            if not said:
                say(f"No suggestion yet from {settings.MODEL_URL}: {error} Still trying.")
                said = True
        await asyncio.sleep(LOOK_AGAIN_SECONDS)


class _Site(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to this module: uvicorn would raise them once more at its end."""
        yield


def _site() -> _Site:
    from autocomplete.asgi import application

    return _Site(
        uvicorn.Config(
            application,
            lifespan="on",
            ws="websockets-sansio",
            ws_max_size=SERVER_MAX_FRAME_BYTES,
            # Frames are small: compressing them would cost more time than it saves, and 64 kB of
            # memory for every socket.
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            # Which proxies are believed is a setting of the site (forwarding.py); uvicorn would
            # believe whatever runs on this machine.
            proxy_headers=False,
            log_config=None,
            access_log=False,
            server_header=False,
        )
    )


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """End the current task in order at the first signal, and this process hard at the third.

    The second changes nothing, since an orderly end takes a few seconds at most and a double Ctrl-C
    comes easily. After a hard end the model's process notices by itself that nobody is left.
    """
    loop = asyncio.get_running_loop()
    task = asyncio.current_task()
    assert task is not None
    received = 0

    def end() -> None:
        nonlocal received
        received += 1
        if received == 1:
            task.cancel()
        elif received == 3:
            os._exit(1)

    signals = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # As `nohup` asks for.
        signals.append(signal.SIGHUP)
    for number in signals:
        loop.add_signal_handler(number, end)
    yield
