"""A small HTTP server that speaks llama.cpp's ``/v1/completions``, with chosen probabilities."""

from __future__ import annotations

import asyncio
import json
import math
from dataclasses import dataclass
from typing import Any

VOCABULARY = {" one": 0.4, " two": 0.3, " three": 0.1, " tower": 0.05, ".": 0.05}


@dataclass
class Counts:
    """Streamed completions since a reset; those under way at a reset are counted before it."""

    started: int = 0
    finished: int = 0
    cut_off: int = 0


class StandInModel:
    """Answers every prompt with VOCABULARY.

    Clear ``may_answer`` to keep requests waiting; ``status`` other than 200 is answered instead.
    ``started``, ``finished`` and ``cut_off`` count streamed completions; the last are those whose
    client closed the connection before the answer.
    """

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        self.reset()

    def reset(self) -> None:
        """Behave and count as at the start."""
        self.may_answer.set()
        self.status = 200
        self.probabilities: dict[str, float] = VOCABULARY
        self.prompts: list[str] = []
        self._counts = Counts()

    @property
    def started(self) -> int:
        return self._counts.started

    @property
    def finished(self) -> int:
        return self._counts.finished

    @property
    def cut_off(self) -> int:
        return self._counts.cut_off

    @property
    def under_way(self) -> int:
        return self.started - self.finished - self.cut_off

    async def __aenter__(self) -> StandInModel:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._answer_one(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    async def _answer_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        lengths = [line.split(":")[1] for line in head if line.lower().startswith("content-length")]
        body = await reader.readexactly(int(lengths[0]) if lengths else 0)
        if head[0].startswith("GET /v1/models"):
            return await _send(writer, 200, json.dumps({"data": [{"id": "stand-in"}]}))
        asked: dict[str, Any] = json.loads(body)
        if head[0].startswith("POST /tokenize"):
            return await _send(writer, 200, json.dumps({"tokens": _pieces(asked["content"])}))
        if not asked.get("stream"):
            return await _send(writer, 200, self._completion())
        counts = self._counts
        counts.started += 1
        self.prompts.append(asked["prompt"][0])
        if not await self._allowed(reader):
            counts.cut_off += 1
            return False
        counts.finished += 1
        if self.status != 200:
            return await _send(writer, self.status, "{}")
        event = f"data: {self._completion()}\n\ndata: [DONE]\n\n"
        return await _send(writer, 200, event, kind="text/event-stream")

    async def _allowed(self, reader: asyncio.StreamReader) -> bool:
        """Wait for leave to answer; False if the client goes first."""
        allowed = asyncio.create_task(self.may_answer.wait())
        gone = asyncio.create_task(reader.read(1))
        try:
            await asyncio.wait({allowed, gone}, return_when=asyncio.FIRST_COMPLETED)
            return not gone.done()
        finally:
            allowed.cancel()
            gone.cancel()
            await asyncio.wait({allowed, gone})

    def _completion(self) -> str:
        entries = [
            {"id": id, "token": text, "bytes": list(text.encode()), "logprob": math.log(share)}
            for id, (text, share) in enumerate(self.probabilities.items())
        ]
        position = {**entries[0], "top_logprobs": entries}
        return json.dumps(
            {
                "choices": [{"index": 0, "text": "", "logprobs": {"content": [position]}}],
                "timings": {"prompt_n": 1},
            }
        )


def _pieces(text: str) -> list[dict[str, Any]]:
    """The longest words of VOCABULARY that ``text`` consists of; other characters by themselves."""
    ids = {word: id for id, word in enumerate(VOCABULARY)}
    pieces = []
    while text:
        words = [word for word in ids if text.startswith(word)]
        piece = max(words, key=len, default=text[0])
        pieces.append({"id": ids.get(piece, 1000 + ord(piece[0])), "piece": piece})
        text = text[len(piece) :]
    return pieces


async def _send(
    writer: asyncio.StreamWriter, status: int, body: str, *, kind: str = "application/json"
) -> bool:
    payload = body.encode()
    writer.write(
        f"HTTP/1.1 {status} Status\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(payload)}\r\n\r\n".encode()
        + payload
    )
    await writer.drain()
    return True
