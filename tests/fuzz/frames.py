"""Mangled frames on live conversations: `python -m tests.fuzz.frames --count 1000000`.

Every socket is served by the site's own consumer, which asks a stand-in model over HTTP. After
FRAMES_A_SOCKET frames the socket must still answer an input; anything that is raised, logged as an
error, sent outside of the protocol, or not answered is a finding.
"""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import json
import logging
import os
import tempfile
import time
from argparse import ArgumentParser
from collections import Counter
from contextlib import AsyncExitStack
from random import Random
from typing import Any

from tests.fuzz.mangling import Mangler
from tests.live.stand_in_model import StandInModel

FRAMES_A_SOCKET = 250
# Beside other work a machine may be slow; a socket that is still silent then is dead.
PATIENCE_SECONDS = 20.0
# Ids are exact up to here, so that no frame before can have had a larger one.
LAST_ID = 2**53 - 1
PROBE = {"type": "input", "id": LAST_ID, "text": "I have t"}

SOUND: list[Any] = [
    {"type": "input", "id": 1, "text": "I have t"},
    {"type": "input", "id": 2, "text": "I have two", "after": " and", "context": "A note."},
    {"type": "input", "id": 3, "text": "", "profile": "default", "force": True},
    {"type": "input", "id": 9, "text": "Tell me wh\u00e9re 👩‍👩‍👧 \u202e", "profile": "nobody"},
    {"type": "accept", "id": 1, "rank": 0, "length": 3, "ms_shown": 812.5},
    {"type": "accept", "id": 1, "rank": 0, "length": 3, "ms_shown": 812.5, "event": "e1"},
    {"type": "dismiss", "id": 1, "reason": "escape"},
    {"type": "dismiss", "id": 2, "reason": "typed_past", "event": "e2"},
    {"type": "ping"},
]  # Their ids are given when they are sent.
NAMES = (
    "type", "id", "text", "after", "context", "profile", "force", "rank", "length", "ms_shown",
    "reason", "event",
)  # fmt: skip
SCOPE = {
    "type": "websocket",
    "scheme": "ws",
    "path": "/ws/autocomplete/v1/",
    "query_string": b"",
    "client": ("127.0.0.1", 1),
    "headers": [(b"host", b"127.0.0.1"), (b"origin", b"http://127.0.0.1")],
}
ANSWERS = {"ready", "suggestions", "error", "pong", "ack"}


class Socket:
    """One socket of the site, without the bytes in between."""

    def __init__(self, application: Any) -> None:
        self._incoming: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self.sent: list[str] = []
        self.closed: int | None = None
        self._said = asyncio.Event()
        self._serving = asyncio.create_task(application(SCOPE, self._incoming.get, self._send))
        self._incoming.put_nowait({"type": "websocket.connect"})

    async def _send(self, message: dict[str, Any]) -> None:
        if message["type"] == "websocket.send":
            self.sent.append(message["text"])
        elif message["type"] == "websocket.close":
            self.closed = message.get("code", 1000)
        self._said.set()

    def say(self, frame: str | bytes) -> None:
        field = "text" if isinstance(frame, str) else "bytes"
        self._incoming.put_nowait({"type": "websocket.receive", field: frame})

    async def heard_out(self) -> None:
        """Return when all that was said has been taken."""
        while not self._incoming.empty() and not self._serving.done():
            await asyncio.sleep(0)

    async def answers(self) -> bool:
        """Whether it answers one more input."""
        self.say(json.dumps(PROBE))
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not self._serving.done() and self.closed is None:
                if any(self._answers_probe(json.loads(text)) for text in self.sent[-3:]):
                    return True
                self._said.clear()
                await self._said.wait()
        return False

    def _answers_probe(self, frame: dict[str, Any]) -> bool:
        if frame["type"] == "error" and "does not rise" in frame["message"]:
            return True
        return frame.get("id") == LAST_ID and (frame["type"] == "error" or frame["final"])

    async def end(self) -> None:
        """Go, as a browser does. Raises what serving it raised."""
        self._incoming.put_nowait({"type": "websocket.disconnect", "code": 1001})
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._serving


class Complaints(logging.Handler):
    """Keeps what is logged as an error, or with a traceback."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR or record.exc_info:
            self.lines.append(f"logged: {self.format(record)}")


async def fuzz(count: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Send so many frames; return how many answers of each kind came, and what should not have."""
    from django.test import override_settings

    from autocomplete.events.recorder import recorder
    from autocomplete.limits.limits_in_use import close_limit_store
    from autocomplete.live.consumer import AutocompleteConsumer
    from autocomplete.live.limits import DEFAULT_LIMITS
    from autocomplete.model_pool.shared_model import close_shared_model

    limits = dataclasses.replace(
        DEFAULT_LIMITS,
        inputs_per_second=10**9,
        # Three of them end a socket, which tests/live/test_bad_input.py looks at.
        bad_frames_in_a_row=10**9,
        waiting_frames=10**9,
    )
    random = Random(seed)
    sound = copy.deepcopy(SOUND)
    mangler = Mangler(random, sound, NAMES)
    told: Counter[str] = Counter()
    complaints = Complaints()
    findings = complaints.lines
    asyncio.get_running_loop().set_exception_handler(
        lambda loop, context: findings.append(f"raised in the background: {context}")
    )
    logging.getLogger().addHandler(complaints)
    try:
        async with AsyncExitStack() as stack:
            model = await stack.enter_async_context(StandInModel())
            stack.enter_context(
                override_settings(MODEL_URL=model.url, MODEL_API_KEY="", MODEL_NAME="")
            )
            application = AutocompleteConsumer.as_asgi(limits=limits)
            for first in range(0, count, FRAMES_A_SOCKET):
                socket = Socket(application)
                for number in range(min(FRAMES_A_SOCKET, count - first)):
                    _number(sound, number, random)
                    socket.say(_as_sent(random, mangler.payload()))
                    # Now and then there is time to answer, and to be cut off in the middle of it.
                    if random.random() < 0.2:
                        await socket.heard_out()
                    if random.random() < 0.01:
                        await asyncio.sleep(random.random() * 0.01)
                await _finish(socket, f"frames {first} to {first + FRAMES_A_SOCKET}", findings)
                told.update(_kinds(socket, findings))
            await close_shared_model()
            await asyncio.to_thread(recorder.close)
            await close_limit_store()
    finally:
        # What ends with the loop is the stand-in's.
        asyncio.get_running_loop().set_exception_handler(None)
        logging.getLogger().removeHandler(complaints)
    return told, findings


def _number(frames: list[Any], number: int, random: Random) -> None:
    """Have inputs rise, and what is said of them be about one of the latest."""
    for frame in frames:
        if frame["type"] == "input":
            frame["id"] = number
        elif frame["type"] != "ping":
            frame["id"] = max(0, number - random.randrange(9))


def _as_sent(random: Random, payload: bytes) -> str | bytes:
    """Text frames hold UTF-8, or the server's own library closes them."""
    return payload if random.random() < 0.02 else payload.decode("utf-8", "replace")


async def _finish(socket: Socket, named: str, findings: list[str]) -> None:
    try:
        if not await socket.answers():
            findings.append(f"{named}: the socket was closed with {socket.closed}")
        await socket.end()
    except TimeoutError:
        findings.append(f"{named}: no answer within {PATIENCE_SECONDS:.0f} s")
    except Exception as error:
        findings.append(f"{named}: raised {error!r}")


def _kinds(socket: Socket, findings: list[str]) -> Counter[str]:
    kinds: Counter[str] = Counter()
    for text in socket.sent:
        frame = json.loads(text, parse_constant=lambda name: findings.append(f"sent {name}"))
        kind = frame["type"]
        if kind not in ANSWERS:
            findings.append(f"sent {text[:200]}")
        kinds[kind if kind != "error" else f"error {frame['code']}"] += 1
    return kinds


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as data:
        os.environ |= {
            "AUTOCOMPLETE_DATA": data,
            "DJANGO_SETTINGS_MODULE": "autocomplete.settings",
            "AUTOCOMPLETE_SITE_INPUTS_PER_SECOND": "1000000",
            "AUTOCOMPLETE_CLIENT_INPUTS_PER_SECOND": "1000000",
            "AUTOCOMPLETE_SITE_TOKENS_PER_DAY": str(10**15),
        }
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        started = time.perf_counter()
        told, findings = asyncio.run(fuzz(options.count, options.seed))
        seconds = time.perf_counter() - started
    print(*findings[:50], sep="\n", end="\n" if findings else "")
    print(
        f"{options.count:,} frames, seed {options.seed}, {seconds:.0f} s,"
        f" {options.count / seconds:,.0f} a second: {json.dumps(told)}; {len(findings)} findings."
    )
    raise SystemExit(bool(findings))


if __name__ == "__main__":
    main()
