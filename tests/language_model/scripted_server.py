"""A real HTTP server whose every reply a test chooses, down to the bytes and the closing."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from autocomplete.language_model.vocabulary_probing import WHOLE_VOCABULARY

PROBABILITIES = {" one": 0.5, " two": 0.25, ".": 0.125}


@dataclass(frozen=True)
class Request:
    """What came over the wire; ``connection`` numbers the connections from 0."""

    path: str
    headers: Mapping[str, str]
    body: dict[str, Any]
    connection: int


@dataclass(frozen=True)
class Reply:
    """What is sent: ``body`` in one piece, or ``chunks`` one by one as a stream.

    ``raw`` pieces are sent instead of all that, as they are; ``pause_s`` passes before each chunk
    and piece. ``then``: "keep" the connection, "close" it without ending the stream, or "hang"
    until the client goes. A ``status`` of 0 sends nothing at all before that.
    """

    body: bytes = b"{}"
    chunks: tuple[bytes, ...] = ()
    status: int = 200
    kind: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: tuple[bytes, ...] = ()
    pause_s: float = 0.0
    then: Literal["keep", "close", "hang"] = "keep"


class ScriptedServer:
    """Replies to every completion with ``answer(request)``, to ``/models`` with ``models``.

    Who asks for all tokens, as one that probes llama.cpp does, gets ``all_tokens``.

    ``requests`` are those for completions; ``connections`` counts all that were ever opened,
    ``open_connections`` those open now, ``cut_off`` the hanging replies whose client went away.
    """

    def __init__(self) -> None:
        self.answer: Callable[[Request], Reply] = lambda _: Reply(json_of(content_answer()))
        self.models = Reply(b'{"data": [{"id": "first-model"}, {"id": "second-model"}]}')
        self.all_tokens = Reply(b'{"error": {"message": "logprobs: too many"}}', status=400)
        self.requests: list[Request] = []
        self.models_requests = 0
        self.connections = 0
        self.open_connections = 0
        self.cut_off = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> ScriptedServer:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.wait_closed()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        number = self.connections
        self.connections += 1
        self.open_connections += 1
        try:
            while await self._serve_one(reader, writer, number):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self.open_connections -= 1
            writer.close()
            self._tasks.discard(task)

    async def _serve_one(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, connection: int
    ) -> bool:
        first, *rest = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = {
            name.lower(): value for name, _, value in (line.partition(": ") for line in rest)
        }
        payload = await reader.readexactly(int(headers.get("content-length", 0)))
        path = first.split()[1]
        if path == "/v1/models":
            self.models_requests += 1
            reply = self.models
        else:
            request = Request(path, headers, json.loads(payload), connection)
            if request.body.get("logprobs", 0) == WHOLE_VOCABULARY:
                reply = self.all_tokens
            else:
                self.requests.append(request)
                reply = self.answer(request)
        if reply.status:
            await _send(writer, reply)
        if reply.then == "hang":
            await reader.read(1)
            self.cut_off += 1
        return reply.then == "keep"


async def _send(writer: asyncio.StreamWriter, reply: Reply) -> None:
    if reply.raw:
        for piece in reply.raw:
            await asyncio.sleep(reply.pause_s)
            writer.write(piece)
            await writer.drain()
        return
    length = (
        {"transfer-encoding": "chunked"}
        if reply.chunks
        else {"content-length": str(len(reply.body))}
    )
    headers = {"content-type": reply.kind, **length, **reply.headers}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    writer.write(f"HTTP/1.1 {reply.status} Status\r\n{lines}\r\n".encode())
    if not reply.chunks:
        writer.write(reply.body)
    for chunk in reply.chunks:
        await asyncio.sleep(reply.pause_s)
        writer.write(f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n")
        await writer.drain()
    if reply.chunks and reply.then == "keep":
        writer.write(b"0\r\n\r\n")
    await writer.drain()


def json_of(answer: Any) -> bytes:
    return json.dumps(answer).encode()


def event(answer: Any) -> bytes:
    return b"data: " + json_of(answer) + b"\n\n"


def streamed(*answers: Any, then: Literal["keep", "close", "hang"] = "keep") -> Reply:
    """Server-sent events, one a chunk."""
    chunks = [event(answer) for answer in answers]
    if then == "keep":
        chunks.append(b"data: [DONE]\n\n")
    return Reply(chunks=tuple(chunks), kind="text/event-stream", then=then)


def content_answer(probabilities: Mapping[str, float] = PROBABILITIES) -> dict[str, Any]:
    """llama.cpp's shape: token numbers and true bytes."""
    alternatives = [
        {"id": number, "token": text, "bytes": list(text.encode()), "logprob": math.log(share)}
        for number, (text, share) in enumerate(probabilities.items(), start=100)
    ]
    position = {**alternatives[0], "top_logprobs": alternatives}
    return {"choices": [{"index": 0, "text": "", "logprobs": {"content": [position]}}]}


def flat_answer(probabilities: Mapping[str, float] = PROBABILITIES) -> dict[str, Any]:
    """The shape of OpenAI's completions, vLLM's and Together's: texts and numbers."""
    logprobs = {text: math.log(share) for text, share in probabilities.items()}
    chosen = next(iter(logprobs))
    return {
        "choices": [
            {
                "text": chosen,
                "logprobs": {
                    "tokens": [chosen],
                    "token_logprobs": [logprobs[chosen]],
                    "top_logprobs": [logprobs],
                    "text_offset": [0],
                },
            }
        ]
    }


def llama_cpp(request: Request) -> Reply:
    """Streams where it is asked to, as llama.cpp does."""
    return (
        streamed(content_answer())
        if request.body.get("stream")
        else Reply(json_of(content_answer()))
    )


def openai_like(request: Request) -> Reply:
    """Completes texts as OpenAI's servers do; an alphabet goes on with a comma."""
    if request.path != "/v1/completions":
        return Reply(status=404)
    alphabet = str(request.body["prompt"]).endswith("K, L, M")
    answer = flat_answer({",": 0.9, " and": 0.05}) if alphabet else flat_answer()
    return streamed(answer) if request.body.get("stream") else Reply(json_of(answer))
