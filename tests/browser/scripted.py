"""A stand-in for the socket that speaks the wire protocol with chosen answers and delays."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

Frame = dict[str, Any]

LIMITS = {
    "max_text": 4000,
    "max_context": 2000,
    "max_frame_bytes": 65536,
    "inputs_per_second": 30,
}


@dataclass(frozen=True, slots=True)
class After:
    """Send ``frame`` so many seconds after the input came."""

    seconds: float
    frame: Frame


def item(text: str, prob: float) -> Frame:
    return {
        "text": text,
        "logprob": math.log(prob),
        "prob": prob,
        "score": math.log(prob),
        "tokens": [{"text": text, "logprob": math.log(prob)}],
        "boundary": "word",
        "model": "scripted",
        "source": "model",
    }


def suggestions(
    id: int,
    items: Sequence[Frame],
    *,
    seq: int = 0,
    final: bool = True,
    gate: str | None = None,
    **stats: object,
) -> Frame:
    """A frame; ``stats`` adds to or changes its own."""
    return {
        "type": "suggestions",
        "id": id,
        "seq": seq,
        "final": final,
        "items": list(items),
        "stats": {
            "ms": 9.1,
            "model_ms": 7.9,
            "evaluated_tokens": 1,
            "model_requests": 1,
            "reused": True,
            "route": ["scripted"],
            "covered": 0.97,
            "gate": gate,
            **stats,
        },
    }


Answer = Callable[[Frame], Sequence[After]]


def completing(*sentences: str, seconds: float = 0.0) -> Answer:
    """Answer with the next word of each of ``sentences`` that starts with the text.

    The probabilities fall from 0.6 on, halving.
    """

    def answer(frame: Frame) -> Sequence[After]:
        text = frame["text"]
        items: list[Frame] = []
        for sentence in sentences:
            rest = sentence.removeprefix(text)
            if rest in ("", sentence):
                continue
            end = rest.find(" ", 1)
            word = rest if end < 0 else rest[:end]
            if word not in [known["text"] for known in items]:
                items.append(item(word, 0.6 / 2 ** len(items)))
        return [After(seconds, suggestions(frame["id"], items))]

    return answer


@dataclass
class ScriptedSocket:
    """An ASGI application for the socket; ``answer`` may be changed at any time.

    ``received`` holds every frame of the client, ``queries`` the query string of every
    connection, ``sockets`` holds those that are open.
    With ``refuse_with`` set, a connection is closed with that code as soon as it is made;
    with ``lets_nobody_in`` it is never made. With ``stores`` set, reports are acknowledged: at
    once if it is true, not yet if it is false; None stands for a server that never does.
    """

    answer: Answer = field(default=lambda frame: [])
    received: list[Frame] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)
    sockets: set[object] = field(default_factory=set)
    refuse_with: int | None = None
    lets_nobody_in: bool = False
    stores: bool | None = None
    _hang_up: Callable[[int], None] = field(default=lambda code: None)

    def reset(self) -> None:
        self.__init__()  # type: ignore[misc]

    @property
    def handshakes(self) -> int:
        return len(self.queries)

    def of_type(self, type: str) -> list[Frame]:
        return [frame for frame in self.received if frame["type"] == type]

    def hang_up(self, code: int = 1001) -> None:
        """Close the present connection from the server's side."""
        self._hang_up(code)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.queries.append(scope["query_string"].decode())
        assert (await receive())["type"] == "websocket.connect"
        if self.lets_nobody_in:
            await send({"type": "websocket.close", "code": 4403})
            return
        await send({"type": "websocket.accept"})
        if self.refuse_with is not None:
            await send({"type": "websocket.close", "code": self.refuse_with})
            return
        # A test that follows has a set of its own.
        sockets = self.sockets
        sockets.add(send)
        loop = asyncio.get_running_loop()
        open = True
        tasks: set[asyncio.Task[None]] = set()

        def start(coroutine: Any) -> None:
            task = loop.create_task(coroutine)
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        async def close(code: int) -> None:
            nonlocal open
            open = False
            await send({"type": "websocket.close", "code": code})

        def hang_up(code: int) -> None:
            loop.call_soon_threadsafe(lambda: start(close(code)))

        self._hang_up = hang_up

        async def say(frame: Frame, seconds: float = 0) -> None:
            if seconds:
                await asyncio.sleep(seconds)
            if open:
                await send({"type": "websocket.send", "text": json.dumps(frame)})

        await say(
            {
                "type": "ready",
                "protocol": 1,
                "session": f"scripted-{self.handshakes}",
                "profile": "default",
                "limits": LIMITS,
                **({} if self.stores is None else {"acks": True}),
            }
        )
        try:
            while (message := await receive())["type"] == "websocket.receive":
                frame = json.loads(message["text"])
                self.received.append(frame)
                if frame["type"] == "ping":
                    await say({"type": "pong"})
                if self.stores and "event" in frame:
                    await say({"type": "ack", "events": [frame["event"]]})
                if frame["type"] == "input":
                    for step in self.answer(frame):
                        if step.seconds:
                            start(say(step.frame, step.seconds))
                        else:
                            await say(step.frame)
        finally:
            sockets.discard(send)
            for task in tasks:
                task.cancel()
