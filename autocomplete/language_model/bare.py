"""The yardstick for latency: one token of completion, asked as plainly as a server allows."""

from __future__ import annotations

import time

import httpx
import msgspec

from autocomplete.language_model.dialect import CHAT, Dialect, split_address
from autocomplete.language_model.errors import ModelUnavailable
from autocomplete.language_model.interface import Prompt
from autocomplete.language_model.request_body import llama_cpp_fields, request_body


class BareCompletion:
    """Asks for single tokens without reading the answer; keeps its connection until ``aclose``.

    ``lane`` pins a prompt cache of a llama.cpp server, so that the yardstick is warm and leaves
    the caches of typing sessions alone; None where the server has no such thing.
    """

    def __init__(self, base_url: str, *, api_key: str, model: str, lane: int | None) -> None:
        base, (path, *_) = split_address(base_url)
        self._dialect = Dialect(
            path,
            "logprobs",
            most_alternatives=5000,
            prompting="instruction" if path == CHAT else "text",
            llama_cpp=lane is not None,
        )
        self._model = model
        self._lane = lane
        self._client = httpx.AsyncClient(
            base_url=base,
            headers={"Authorization": f"Bearer {api_key}"} if api_key else {},
            timeout=60.0,
        )

    async def aclose(self) -> None:
        await self._client.aclose()

    async def milliseconds(self, text: str, *, alternatives: int = 0) -> float:
        """Return how long one token behind ``text`` takes. Raises ModelUnavailable.

        Without ``alternatives`` no log-probabilities are asked for; with them, the server is sent
        the very request that HttpLanguageModel sends to a completions endpoint.
        """
        asked = alternatives > 0
        body = request_body(
            self._dialect,
            self._model,
            Prompt(text),
            alternatives=alternatives,
            depth=1,
            stream=asked and self._lane is not None,
        )
        if not asked:
            body.pop("logprobs")
            body.pop("top_logprobs", None)
        if self._lane is not None:
            body |= llama_cpp_fields(self._dialect, depth=1, slot=self._lane)
        content = msgspec.json.encode(body)
        headers = {"Content-Type": "application/json"}
        started = time.perf_counter()
        try:
            response = await self._client.post(self._dialect.path, content=content, headers=headers)
        except httpx.HTTPError as error:
            raise ModelUnavailable("The model server does not answer a bare completion.") from error
        if response.status_code != 200:
            raise ModelUnavailable(
                f"The model server refused a bare completion (status {response.status_code})."
            )
        return (time.perf_counter() - started) * 1000
