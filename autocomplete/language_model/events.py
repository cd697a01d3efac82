"""Answers out of bytes, however they are chunked: server-sent events, lines, or one whole."""

from __future__ import annotations

from collections.abc import AsyncIterator

from autocomplete.language_model.errors import UnusableAnswer

# 5,000 alternatives are 430 kB of JSON; ten times that is no answer to one token any more.
LARGEST_ANSWER_BYTES = 5_000_000


async def answers_in(
    content_type: str, chunks: AsyncIterator[bytes], most_bytes: int = LARGEST_ANSWER_BYTES
) -> AsyncIterator[bytes]:
    """Yield the JSON of each answer in a response body of this content type.

    Raises UnusableAnswer for one of more than ``most_bytes``.
    """
    if content_type.startswith("text/event-stream"):
        async for line in _lines(chunks, most_bytes):
            if line.startswith(b"data:") and (data := line[5:].strip()) not in (b"", b"[DONE]"):
                yield data
    elif content_type.startswith(("application/x-ndjson", "application/jsonl")):
        async for line in _lines(chunks, most_bytes, tail=True):
            if line.strip():
                yield line
    else:
        whole = bytearray()
        async for chunk in chunks:
            whole += chunk
            _check_size(whole, most_bytes)
        yield bytes(whole)


async def _lines(
    chunks: AsyncIterator[bytes], most_bytes: int, *, tail: bool = False
) -> AsyncIterator[bytes]:
    """Yield each line without its end; what comes behind the last end only with ``tail``."""
    pending = bytearray()
    searched = 0
    async for chunk in chunks:
        pending += chunk
        _check_size(pending, most_bytes)
        start = 0
        while (end := pending.find(b"\n", max(start, searched))) >= 0:
            yield bytes(pending[start:end]).rstrip(b"\r")
            start = end + 1
        del pending[:start]
        searched = len(pending)
    if tail:
        yield bytes(pending)


def _check_size(pending: bytearray, most_bytes: int) -> None:
    if len(pending) > most_bytes:
        megabytes = most_bytes // 1_000_000
        raise UnusableAnswer(f"The model server sent an answer of more than {megabytes} MB.")
