"""Events come out whole, wherever the network cut their bytes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.language_model.errors import UnusableAnswer
from autocomplete.language_model.events import LARGEST_ANSWER_BYTES, answers_in

PAYLOADS = (b"{}", b'{"a": "data: b"}', '{"a": "日本 é"}'.encode(), b"[DONE", b'{"x":1}')


async def _sent(chunks: Sequence[bytes]) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


async def _received(chunks: Sequence[bytes]) -> list[bytes]:
    return [data async for data in answers_in("text/event-stream", _sent(chunks))]


def received(*chunks: bytes) -> list[bytes]:
    return asyncio.run(_received(chunks))


@st.composite
def chunked_streams(draw: st.DrawFn) -> tuple[list[bytes], list[bytes]]:
    """The data of some events, and a stream of them cut at arbitrary places."""
    data = draw(st.lists(st.sampled_from(PAYLOADS), max_size=6))
    line_end = draw(st.sampled_from([b"\n", b"\r\n"]))
    space = draw(st.sampled_from([b"", b" "]))
    stream = bytearray()
    for payload in data:
        comment = draw(st.sampled_from([b"", b": keep-alive", b"event: message", b"id: 4"]))
        stream += comment + line_end if comment else b""
        stream += b"data:" + space + payload + line_end + line_end
    stream += b"data: [DONE]" + line_end + line_end
    cuts = sorted(draw(st.lists(st.integers(0, len(stream)), max_size=12)))
    edges = [0, *cuts, len(stream)]
    chunks = [bytes(stream[a:b]) for a, b in zip(edges, edges[1:], strict=False)]
    return data, chunks


@given(chunked_streams())
def test_events_do_not_depend_on_how_the_stream_is_cut(
    stream: tuple[list[bytes], list[bytes]],
) -> None:
    data, chunks = stream
    assert received(*chunks) == data


def test_an_event_comes_out_before_the_stream_goes_on() -> None:
    async def first_of_an_endless_stream() -> bytes:
        async def endless() -> AsyncIterator[bytes]:
            yield b"data: 1\n\n"
            await asyncio.sleep(60)

        async with asyncio.timeout(5):
            return await anext(answers_in("text/event-stream", endless()))

    assert asyncio.run(first_of_an_endless_stream()) == b"1"


def test_an_event_cut_off_by_the_end_of_the_stream_is_none() -> None:
    assert received(b"data: 1\n\ndata: {half") == [b"1"]


def test_an_event_without_end_is_refused_before_it_fills_the_memory() -> None:
    with pytest.raises(UnusableAnswer, match="more than 5 MB"):
        received(b"data: ", b"x" * LARGEST_ANSWER_BYTES)
