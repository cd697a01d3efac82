"""HTTP to one model server: deadlines, bounds and retries, and failures in the project's terms."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import random
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import msgspec

from autocomplete.language_model.connections import Connections
from autocomplete.language_model.errors import (
    REQUEST_FIELDS,
    ModelBusy,
    ModelTimeout,
    ModelUnavailable,
    RequestRefused,
    UnknownAddress,
    UnusableAnswer,
)
from autocomplete.language_model.events import LARGEST_ANSWER_BYTES, answers_in
from autocomplete.language_model.retry_after import retry_after_ms

CONNECT_S = 3.0
RETRY_AFTER_MS = 1000
# What a load balancer in front of several model servers may go by, so that those who go on with a
# text meet the server that has read it.
AFFINITY_HEADER = "X-Session-Affinity"
# A server that stumbled once gets one more try, soon enough for the person who is still typing;
# spread at random, lest all who were cut off come back at the same moment.
RETRY_PAUSE_S = (0.02, 0.1)
STUMBLES = {500, 502, 503}
# 32 positions of 5,000 alternatives are 14 MB; whatever sends more than this goes on for ever.
LARGEST_BODY_BYTES = 50_000_000
# A refusal is only searched for the names of fields.
LARGEST_REFUSAL_BYTES = 20_000


@functools.cache
def _certificates() -> ssl.SSLContext:
    """Those of all servers: reading them takes some 20 ms, each time."""
    return httpx.create_ssl_context()


class Transport:
    """A pool of connections to one server, until ``aclose``."""

    def __init__(
        self,
        base_url: str,
        *,
        api_key: str,
        api_key_variable: str,
        timeout_s: float,
        total_s: float,
    ) -> None:
        """``timeout_s`` bounds a silence of the server, ``total_s`` a whole answer.

        ``api_key_variable`` is named to the operator where the server refuses the key.
        """
        self._api_key_variable = api_key_variable
        self._total_s = total_s
        headers = {"Content-Type": "application/json", "Accept-Encoding": "identity"}
        if api_key:
            headers["Authorization"] = f"Bearer {api_key}"
        self._connections = Connections(
            lambda: httpx.AsyncClient(
                base_url=base_url,
                headers=headers,
                verify=_certificates(),
                timeout=httpx.Timeout(timeout_s, connect=CONNECT_S),
                # How many may ask at once is said elsewhere (model_pool/).
                limits=httpx.Limits(max_connections=None, max_keepalive_connections=20),
            )
        )

    async def aclose(self) -> None:
        await self._connections.aclose()

    async def get(self, path: str) -> bytes:
        """Return the whole answer. Raises ModelError."""
        async with aclosing(self._answers("GET", path, None, {})) as found:
            async for answer in found:
                return answer
        raise UnusableAnswer("The model server sent an empty answer.")

    def post(
        self,
        path: str,
        body: dict[str, Any],
        affinity: str = "",
        most_bytes: int = LARGEST_ANSWER_BYTES,
    ) -> AsyncGenerator[bytes]:
        """Yield the JSON of each answer: one, or those of a stream as they come.

        One of more than ``most_bytes`` is unusable. Requests with one ``affinity``, which says
        nothing else, want the same one of several servers. Closing the iterator closes the
        connection of an unfinished answer. Raises ModelError.
        """
        try:
            content = msgspec.json.encode(body)
        except UnicodeEncodeError:
            raise UnusableAnswer("A text with half a surrogate pair cannot be sent.") from None
        headers = {AFFINITY_HEADER: affinity} if affinity else {}
        return self._answers("POST", path, content, headers, most_bytes)

    async def _answers(
        self,
        method: str,
        path: str,
        content: bytes | None,
        headers: dict[str, str],
        most_bytes: int = LARGEST_ANSWER_BYTES,
    ) -> AsyncGenerator[bytes]:
        patience = _Patience(self._total_s)
        may_retry = True
        while True:
            try:
                with _translated():
                    async with self._response(method, path, content, headers, patience) as response:
                        if response.status_code in STUMBLES and may_retry:
                            raise _Stumbled(response)
                        if response.status_code != 200:
                            raise await self._refusal(response, patience)
                        kind = response.headers.get("content-type", "")
                        chunks = _chunks(response, patience)
                        async for answer in answers_in(kind, chunks, most_bytes):
                            may_retry = False
                            yield answer
                return
            except _Stumbled as stumbled:
                may_retry = False
                if "retry-after" in stumbled.response.headers:
                    raise self._failure(stumbled.response) from None
                await asyncio.sleep(random.uniform(*RETRY_PAUSE_S))
            except _Reset as error:
                # Often a pooled connection that the server closed between two requests: llama.cpp
                # ends each streamed answer so. Nothing was told yet, a new connection will do.
                if not may_retry:
                    raise ModelUnavailable(
                        "The model server broke the connection off.", retry_after_ms=RETRY_AFTER_MS
                    ) from error
                may_retry = False

    @asynccontextmanager
    async def _response(
        self,
        method: str,
        path: str,
        content: bytes | None,
        headers: dict[str, str],
        patience: _Patience,
    ) -> AsyncIterator[httpx.Response]:
        async with self._connections.client() as client:
            request = client.build_request(method, path, content=content, headers=headers)
            async with patience.waiting():
                response = await client.send(request, stream=True)
            try:
                yield response
            finally:
                await response.aclose()

    async def _refusal(self, response: httpx.Response, patience: _Patience) -> Exception:
        """The error for a status, without repeating the body: it may quote what was typed."""
        status = response.status_code
        if status not in (400, 422):
            return self._failure(response)
        reason = bytearray()
        async for chunk in _chunks(response, patience):
            reason += chunk
            if len(reason) > LARGEST_REFUSAL_BYTES:
                break
        return RequestRefused(
            f"The model server refused the request (status {status}).",
            fields=frozenset(field for field in REQUEST_FIELDS if field.encode() in reason),
        )

    def _failure(self, response: httpx.Response) -> Exception:
        status = response.status_code
        if status in (401, 403):
            return ModelUnavailable(
                f"The model server refuses the key. Set {self._api_key_variable} to a valid one."
            )
        if status == 402:
            return ModelUnavailable(
                "The model server's account is out of credit. Check its balance."
            )
        if status in (404, 405, 501):
            return UnknownAddress(
                "The model server knows no such address or model. Check both in the settings."
            )
        if status in (408, 504):
            return ModelTimeout("The model did not answer in time.", retry_after_ms=RETRY_AFTER_MS)
        if status == 429 or status >= 500:
            wait_ms = retry_after_ms(response.headers.get("retry-after", ""), datetime.now(UTC))
            message = f"The model server is busy or failing (status {status})."
            if wait_ms is not None:
                return ModelBusy(message, retry_after_ms=wait_ms)
            return ModelUnavailable(message, retry_after_ms=RETRY_AFTER_MS)
        return UnusableAnswer(f"The model server answered with status {status}.")


class _Patience:
    """How long an answer may still take; what passes while nobody waits for it does not count."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds

    @asynccontextmanager
    async def waiting(self) -> AsyncIterator[None]:
        """Raise TimeoutError when the block takes longer than what is left."""
        clock = asyncio.get_running_loop().time
        started = clock()
        async with asyncio.timeout(self._left):
            yield
        self._left -= clock() - started


class _Stumbled(Exception):
    """A status after which the same request may succeed."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response


class _Reset(Exception):
    """The connection broke."""


@contextlib.contextmanager
def _translated() -> Iterator[None]:
    """Tell httpx's and asyncio's failures in the project's terms."""
    try:
        yield
    except (TimeoutError, httpx.ReadTimeout, httpx.WriteTimeout, httpx.PoolTimeout) as error:
        raise ModelTimeout(
            "The model did not answer in time.", retry_after_ms=RETRY_AFTER_MS
        ) from error
    except (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError) as error:
        raise _Reset from error
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ModelUnavailable(
            "The model server cannot be reached.", retry_after_ms=RETRY_AFTER_MS
        ) from error


async def _chunks(response: httpx.Response, patience: _Patience) -> AsyncIterator[bytes]:
    """The body as it comes. Raises TimeoutError when all of it takes too long."""
    body = response.aiter_bytes()
    received = 0
    while True:
        # Not around the loop: whoever reads may be at work for a while.
        async with patience.waiting():
            try:
                chunk = await anext(body)
            except StopAsyncIteration:
                return
        received += len(chunk)
        if received > LARGEST_BODY_BYTES:
            raise UnusableAnswer("The model server's answer does not end.")
        yield chunk
