"""The yardstick for latency: one token of completion, asked as plainly as a server allows."""

from __future__ import annotations

import time

import httpx

from autocomplete.language_model.errors import ModelUnavailable


class BareCompletion:
    """Asks for single tokens without log-probabilities; keeps its connection until ``aclose``.

    ``lane`` pins a prompt cache of a llama.cpp server, so that the yardstick is warm and leaves
    the caches of typing sessions alone; None where the server has no such thing.
    """

    def __init__(self, base_url: str, *, api_key: str, model: str, lane: int | None) -> None:
        self._model = model
        self._lane = lane
        self._client = httpx.AsyncClient(
            base_url=base_url.rstrip("/"),
            headers={"Authorization": f"Bearer {api_key}"} if api_key else {},
            timeout=60.0,
        )

    async def aclose(self) -> None:
        await self._client.aclose()

    async def milliseconds(self, text: str) -> float:
        """Return how long one token behind ``text`` takes. Raises ModelUnavailable."""
        body = {"model": self._model, "prompt": text, "max_tokens": 1, "temperature": 0}
        if self._lane is not None:
            body |= {"id_slot": self._lane, "cache_prompt": True}
        started = time.perf_counter()
        try:
            response = await self._client.post("/completions", json=body)
        except httpx.HTTPError as error:
            raise ModelUnavailable("The model server does not answer a bare completion.") from error
        if response.status_code != 200:
            raise ModelUnavailable(
                f"The model server refused a bare completion (status {response.status_code})."
            )
        return (time.perf_counter() - started) * 1000
