"""Server-sent events: the ``data`` of each event in a stream of bytes, however it is chunked."""

from __future__ import annotations

from collections.abc import AsyncIterator

from autocomplete.language_model.errors import UnusableAnswer

# 5,000 alternatives are 430 kB of JSON; ten times that is no answer to one token any more.
LARGEST_EVENT_BYTES = 5_000_000


async def events(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Yield each event's data until the stream ends; ``[DONE]`` is none."""
    pending = bytearray()
    searched = 0
    async for chunk in chunks:
        pending += chunk
        if len(pending) > LARGEST_EVENT_BYTES:
            raise UnusableAnswer("The model server sent an event of more than 5 MB.")
        start = 0
        while (end := pending.find(b"\n", max(start, searched))) >= 0:
            line = bytes(pending[start:end]).rstrip(b"\r")
            start = end + 1
            if not line.startswith(b"data:"):
                continue
            data = line[5:].lstrip()
            if data != b"[DONE]":
                yield data
        del pending[:start]
        searched = len(pending)
