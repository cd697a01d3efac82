"""A language model behind any OpenAI-compatible ``/completions`` endpoint, over httpx."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from typing import Any

import httpx
import msgspec

from autocomplete.language_model import answers
from autocomplete.language_model.errors import ModelTimeout, ModelUnavailable, UnusableAnswer
from autocomplete.language_model.events import events
from autocomplete.language_model.interface import (
    Capabilities,
    Distribution,
    Prompt,
    Step,
    concatenated,
)

# llama.cpp shows up to its whole vocabulary; past a few thousand, JSON costs more than it tells.
LLAMA_CPP_ALTERNATIVES = 5000
# What OpenAI-compatible servers allow, tried in this order: vLLM and Together 20, OpenAI 5.
ALTERNATIVES_TO_TRY = (20, 5)
RETRY_AFTER_MS = 1000


class HttpLanguageModel:
    """Asks one model on one server; keeps a pool of connections until ``aclose``."""

    def __init__(
        self,
        base_url: str,
        *,
        api_key: str = "",
        model: str = "",
        timeout_s: float = 20.0,
        lanes: int = 1,
    ) -> None:
        """``base_url`` mostly ends in ``/v1``; an empty ``model`` takes the server's first one.

        ``lanes`` is how many prompt caches of a llama.cpp server (its slots) are shared out.
        """
        self._model = model
        self._lanes = lanes
        self._capabilities: Capabilities | None = None
        self._whole_token: int | None = None
        self._client = httpx.AsyncClient(
            base_url=base_url.rstrip("/"),
            headers={"Authorization": f"Bearer {api_key}"} if api_key else {},
            timeout=httpx.Timeout(timeout_s, connect=3.0),
        )

    async def aclose(self) -> None:
        await self._client.aclose()

    async def capabilities(self) -> Capabilities:
        if self._capabilities is None:
            self._capabilities = await self._probe()
        return self._capabilities

    async def _probe(self) -> Capabilities:
        """Find the model's name and how many alternatives the server shows, with one token each."""
        model = self._model or await self._first_model()
        for wanted in ALTERNATIVES_TO_TRY:
            body = {"prompt": "The", "max_tokens": 1, "logprobs": wanted, "temperature": 0}
            try:
                response = await self._client.post("/completions", json={"model": model, **body})
            except httpx.HTTPError as error:
                raise _failure(error) from error
            if response.status_code in (400, 422) and wanted != ALTERNATIVES_TO_TRY[-1]:
                continue
            _check_status(response)
            first = answers.distributions(answers.decode(response.content), wanted)
            if not first or not first[0].tokens:
                raise UnusableAnswer(
                    f"The model {model} sent no log-probabilities. Choose a model or a server "
                    "that supports `logprobs` on completions."
                )
            if all(token.id is not None for token in first[0].tokens):
                self._whole_token = _whole_token(first[0])
                return Capabilities(model, LLAMA_CPP_ALTERNATIVES, token_paths=True)
            return Capabilities(model, wanted, token_paths=False)
        raise AssertionError("the last number of alternatives always returns or raises")

    async def _first_model(self) -> str:
        try:
            response = await self._client.get("/models")
        except httpx.HTTPError as error:
            raise _failure(error) from error
        _check_status(response)
        try:
            return str(msgspec.json.decode(response.content)["data"][0]["id"])
        except (msgspec.MsgspecError, UnicodeDecodeError, LookupError, TypeError) as error:
            raise UnusableAnswer(
                "The model server names no model. Set AUTOCOMPLETE_MODEL_NAME to the one to use."
            ) from error

    async def walk(
        self, prompt: Prompt, *, alternatives: int, depth: int = 1, lane: int = 0
    ) -> AsyncGenerator[Step]:
        """See LanguageModel.walk. A text path that is no valid UTF-8 raises UnusableAnswer."""
        capabilities = await self.capabilities()
        asked_for = min(alternatives, capabilities.most_alternatives)
        body: dict[str, Any] = {
            "model": capabilities.model,
            "max_tokens": depth,
            "logprobs": asked_for,
            "temperature": 0,
            "stream": True,
        }
        if capabilities.token_paths:
            # Text in front of token numbers gets the begin-of-text token that its model wants.
            body["prompt"] = [prompt.text, *(token.id for token in prompt.tokens)]
            body["id_slot"] = lane % self._lanes
            body["cache_prompt"] = True
            # Progress events make the server notice a closed connection within one batch of the
            # prompt; without them it reads a long prompt to its end first (20 s were seen).
            body["return_progress"] = True
            if depth == 1 and self._whole_token is not None:
                # llama.cpp holds back a token that ends inside a character, and its
                # log-probabilities with it. At the only position it does not matter which token
                # is drawn, and what is told of the others is as before this bias.
                body["logit_bias"] = {str(self._whole_token): 1000}
        else:
            try:
                body["prompt"] = prompt.text + concatenated(prompt.tokens).decode()
            except UnicodeDecodeError as error:
                raise UnusableAnswer("A path that ends inside a character needs tokens.") from error
        started = time.perf_counter()
        evaluated = 0
        silent = True
        async with aclosing(self._chunks(body)) as chunks:
            async for chunk in chunks:
                if chunk.prompt_progress is not None:
                    evaluated = chunk.prompt_progress.total - chunk.prompt_progress.cache
                evaluated = answers.prompt_tokens_evaluated(chunk) or evaluated
                for distribution in answers.distributions(chunk, asked_for):
                    if not capabilities.token_paths:
                        distribution = _whole_characters(distribution)
                    now = time.perf_counter()
                    yield Step(distribution, max(evaluated, 1), (now - started) * 1000)
                    started, evaluated, silent = now, 1, False
        if silent:
            raise UnusableAnswer(
                "The model server ended its answer without log-probabilities. "
                "See its log; the text may be longer than its context."
            )

    async def _chunks(self, body: dict[str, Any]) -> AsyncGenerator[answers.Chunk]:
        may_retry = True
        while True:
            try:
                async with self._client.stream("POST", "/completions", json=body) as response:
                    if response.status_code != 200:
                        await response.aread()
                    _check_status(response)
                    if response.headers.get("content-type", "").startswith("text/event-stream"):
                        async for payload in events(response.aiter_bytes()):
                            may_retry = False
                            yield answers.decode(payload)
                    else:
                        yield answers.decode(await response.aread())
                return
            except httpx.RemoteProtocolError as error:
                # A pooled connection that the server closed between two requests: llama.cpp ends
                # each streamed answer so. Nothing was processed yet, a new connection will do.
                if not may_retry:
                    raise _failure(error) from error
                may_retry = False
            except httpx.HTTPError as error:
                raise _failure(error) from error


def _whole_characters(distribution: Distribution) -> Distribution:
    """Without the tokens that no text path can follow; their mass counts as not shown."""
    whole = tuple(token for token in distribution.tokens if _is_text(token.text))
    return replace(distribution, tokens=whole)


def _is_text(token: bytes) -> bool:
    try:
        token.decode()
    except UnicodeDecodeError:
        return False
    return True


def _whole_token(distribution: Distribution) -> int | None:
    """The number of a token that holds whole characters only."""
    return next((token.id for token in distribution.tokens if token.text.isascii()), None)


def _failure(error: httpx.HTTPError) -> ModelTimeout | ModelUnavailable:
    if isinstance(error, httpx.TimeoutException) and not isinstance(error, httpx.ConnectTimeout):
        return ModelTimeout("The model did not answer in time.", retry_after_ms=RETRY_AFTER_MS)
    return ModelUnavailable("The model server cannot be reached.", retry_after_ms=RETRY_AFTER_MS)


def _check_status(response: httpx.Response) -> None:
    """Raise for anything but 200, without repeating the body: it may quote what a person typed."""
    status = response.status_code
    if status == 200:
        return
    if status in (401, 403):
        raise ModelUnavailable(
            "The model server refuses the key. Set AUTOCOMPLETE_MODEL_API_KEY to a valid one."
        )
    if status == 404:
        raise ModelUnavailable(
            "The model server knows no such address or model. Check AUTOCOMPLETE_MODEL_URL and "
            "AUTOCOMPLETE_MODEL_NAME."
        )
    if status in (408, 504):
        raise ModelTimeout("The model did not answer in time.", retry_after_ms=RETRY_AFTER_MS)
    if status == 429 or status >= 500:
        seconds = response.headers.get("retry-after", "")
        wait_ms = int(seconds) * 1000 if seconds.isdigit() else RETRY_AFTER_MS
        raise ModelUnavailable(
            f"The model server is busy or failing (status {status}).", retry_after_ms=wait_ms
        )
    raise UnusableAnswer(f"The model server refused the request (status {status}).")
