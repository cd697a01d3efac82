"""A language model behind an HTTP server, in whichever dialect that server speaks."""

from __future__ import annotations

import asyncio
import logging
import math
import secrets
import time
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import msgspec

from autocomplete.language_model import answers, begun_token, tokenising
from autocomplete.language_model.breaker import Admission, Breaker, CircuitOpen
from autocomplete.language_model.dialect import Dialect, split_address
from autocomplete.language_model.errors import (
    ModelBusy,
    ModelTimeout,
    ModelUnavailable,
    UnknownAddress,
    UnusableAnswer,
)
from autocomplete.language_model.instruction import as_next_words
from autocomplete.language_model.interface import (
    Capabilities,
    Distribution,
    Piece,
    Prompt,
    Step,
    whole_characters,
)
from autocomplete.language_model.observing import RequestObserver, Unobserved, observed
from autocomplete.language_model.probing import probe
from autocomplete.language_model.request_body import (
    listed_body,
    llama_cpp_fields,
    request_body,
    text_of,
)
from autocomplete.language_model.saved_prompt import SavedPrompt
from autocomplete.language_model.transport import Transport
from autocomplete.language_model.vocabulary import Vocabulary
from autocomplete.language_model.vocabulary_probing import probe_begun

logger = logging.getLogger(__name__)

# A text longer than the model's context is refused just as a changed dialect is; looking again
# more often than this would cost more than it finds.
PROBE_AGAIN_S = 30.0
# Requests that one question may have under way on a server that takes no lists: more of them meet
# its rate limit sooner than they save time.
AT_ONCE = 8
# How long a server may be silent, and how long a whole answer may take.
DEFAULT_TIMEOUT_S = 20.0
DEFAULT_TOTAL_S = 60.0


Reader = Callable[[answers.Chunk], list[Distribution]]
"""Takes the distributions out of a part of an answer. Raises UnusableAnswer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What probing found, and when on the client's clock.

    ``vocabulary`` is None where the server cannot be asked for tokens by their beginning.
    """

    model: str
    dialect: Dialect
    found_at: float
    vocabulary: Vocabulary | None = None

    @property
    def capabilities(self) -> Capabilities:
        dialect = self.dialect
        return Capabilities(
            self.model,
            dialect.most_alternatives,
            dialect.token_paths,
            dialect.prompting,
            begun_tokens=self.vocabulary is not None,
        )


class HttpLanguageModel:
    """Asks one model on one server; keeps a pool of connections until ``aclose``.

    The server is probed before the first question and what was found is remembered, until an
    answer tells that it speaks otherwise now.
    """

    def __init__(
        self,
        base_url: str,
        *,
        api_key: str = "",
        api_key_variable: str = "AUTOCOMPLETE_MODEL_API_KEY",
        model: str = "",
        timeout_s: float = DEFAULT_TIMEOUT_S,
        total_s: float = DEFAULT_TOTAL_S,
        lanes: int = 1,
        most_alternatives: int | None = None,
        observer: RequestObserver | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``base_url`` mostly ends in ``/v1``; one that goes on to an address names the only one.

        An empty ``model`` takes the server's first one. ``timeout_s`` bounds the server's silence,
        ``total_s`` a whole answer. ``lanes`` is how many prompt caches of a llama.cpp server (its
        slots) are shared out. ``most_alternatives`` is an operator's cap on what one request asks
        for, below the server's own. ``observer`` hears of every request.
        """
        base, self._paths = split_address(base_url)
        self._transport = Transport(
            base,
            api_key=api_key,
            api_key_variable=api_key_variable,
            timeout_s=timeout_s,
            total_s=total_s,
        )
        self._saved = SavedPrompt(self._transport)
        self._model = model
        self._lanes = lanes
        self._name = secrets.token_hex(4)
        self._most_alternatives = most_alternatives
        self._observer = observer or Unobserved()
        self._clock = clock
        self._finding: Finding | None = None
        self._probing: asyncio.Task[Finding] | None = None
        self._doubted = False
        self._streams = True
        self._warned = False
        self.breaker = Breaker(clock=clock)

    async def aclose(self) -> None:
        if self._probing is not None:
            self._probing.cancel()
            await asyncio.wait([self._probing])
        await self._transport.aclose()

    async def capabilities(self) -> Capabilities:
        return (await self.finding()).capabilities

    @property
    def found(self) -> Finding | None:
        """What probing has found so far; nothing is asked."""
        return self._finding

    async def finding(self) -> Finding:
        """What probing found of the server, asked now if it was not yet. Raises ModelError."""
        finding = self._finding
        if finding is not None and not (
            self._doubted and self._clock() - finding.found_at >= PROBE_AGAIN_S
        ):
            return finding
        # One probe for all who wait, which outlives the keystroke that set it off: a slow server
        # would never be known if each new keystroke began anew.
        if self._probing is None:
            self._probing = asyncio.create_task(self._probe())
            self._probing.add_done_callback(self._probed)
        return await asyncio.shield(self._probing)

    def _probed(self, probing: asyncio.Task[Finding]) -> None:
        self._probing = None
        if not probing.cancelled() and probing.exception() is None:
            self._finding = probing.result()
            self._doubted = False

    async def _probe(self) -> Finding:
        with self._admitted() as admission:
            try:
                model = self._model or await self._first_model()
                dialect = await probe(self._transport, self._paths, model)
                vocabulary = await probe_begun(self._transport, model, dialect)
            except UnusableAnswer:
                # Nothing will come of asking again at every keystroke.
                admission.failed()
                raise
            admission.succeeded()
        if self._most_alternatives is not None:
            most = min(dialect.most_alternatives, self._most_alternatives)
            dialect = replace(dialect, most_alternatives=most)
        finding = Finding(model, dialect, self._clock(), vocabulary)
        for approximation in finding.capabilities.approximations:
            logger.info("The model %s at %s: %s", model, dialect.path, approximation)
        return finding

    @contextmanager
    def _admitted(self) -> Iterator[Admission]:
        """Let the breaker know how a request went; unless it succeeds, it was given up."""
        try:
            admission = self.breaker.admit()
        except CircuitOpen as circuit:
            self._observer.kept_back()
            raise ModelUnavailable(
                "The model has failed too often and is left alone for a while.",
                retry_after_ms=math.ceil(circuit.wait_s * 1000),
            ) from None
        try:
            with observed(self._observer, lambda: admission.has_succeeded):
                yield admission
        except ModelBusy as error:
            admission.failed((error.retry_after_ms or 0) / 1000)
            raise
        except (ModelUnavailable, ModelTimeout):
            admission.failed()
            raise
        finally:
            admission.close()

    async def _first_model(self) -> str:
        listed = await self._transport.get("/models")
        try:
            return str(msgspec.json.decode(listed)["data"][0]["id"])
        except (msgspec.MsgspecError, UnicodeDecodeError, LookupError, TypeError) as error:
            raise UnusableAnswer(
                "The model server names no model. Set AUTOCOMPLETE_MODEL_NAME to the one to use."
            ) from error

    async def walk(
        self, prompt: Prompt, *, alternatives: int, depth: int = 1, lane: int = 0
    ) -> AsyncGenerator[Step]:
        """See LanguageModel.walk. A text path that is no valid UTF-8 raises UnusableAnswer."""
        finding = await self.finding()
        dialect = finding.dialect
        # A single token comes at once anyway; llama.cpp must be streamed to notice a closed
        # connection while it reads the prompt.
        stream = dialect.llama_cpp or (depth > 1 and self._streams)
        asked_for = min(alternatives, dialect.most_alternatives)
        body = request_body(
            dialect, finding.model, prompt, alternatives=asked_for, depth=depth, stream=stream
        )
        if dialect.llama_cpp:
            body |= llama_cpp_fields(dialect, depth=depth, slot=lane % self._lanes)
        read: Reader = partial(answers.distributions, asked_for=asked_for)
        if prompt.begun is not None and finding.vocabulary is not None:
            agreeing = finding.vocabulary.agreeing(prompt.begun.text)
            body |= begun_token.fields(prompt.begun, agreeing, asked_for)
            read = partial(
                begun_token.distributions,
                begun=prompt.begun,
                agreeing=agreeing,
                alternatives=asked_for,
            )
        told = 0
        with self._admitted() as admission, self._doubting():
            if dialect.llama_cpp:
                await self._saved.restore_on(lane % self._lanes)
            async with aclosing(self._steps(dialect, body, read, asked_for, lane)) as steps:
                async for step in steps:
                    admission.succeeded()
                    if told < depth:
                        told += 1
                        yield self._as_meant(step, dialect, prompt)
            if told:
                return
            if not stream or dialect.llama_cpp:
                raise UnusableAnswer(
                    "The model server ended its answer without log-probabilities. "
                    "See its log; the text may be longer than its context."
                )
        # Some servers leave the log-probabilities out of their streams.
        self._streams = False
        whole = self.walk(prompt, alternatives=alternatives, depth=depth, lane=lane)
        async with aclosing(whole) as steps:
            async for step in steps:
                yield step

    async def read_for_all_lanes(self, text: str) -> bool:
        """Have llama.cpp read ``text`` once for all lanes, and tell whether it can.

        Raises ModelError.
        """
        async for _ in self.walk(Prompt(text), alternatives=1, lane=0):
            pass
        return await self._saved.save(self._lanes)

    async def tokenised(self, text: str) -> tuple[Piece, ...] | None:
        """See Tokenises.tokenised: llama.cpp tells; what it tells spells exactly ``text``."""
        if not (await self.finding()).dialect.token_paths:
            return None
        body = tokenising.request(text)
        try:
            with self._admitted() as admission:
                async with aclosing(self._transport.post(tokenising.PATH, body)) as payloads:
                    told = [tokenising.pieces(payload) async for payload in payloads]
                admission.succeeded()
        except UnknownAddress:
            # A gateway in front of llama.cpp that lets through OpenAI's addresses only.
            return None
        found = tuple(piece for pieces in told for piece in pieces)
        # Some models put a space before every text.
        return found if b"".join(piece.text for piece in found) == text.encode() else None

    async def distributions(
        self, prompts: Sequence[Prompt], *, alternatives: int, lane: int = 0
    ) -> list[Distribution]:
        """The next-token distributions behind several prompts, in their order.

        Costs one request where the server takes a list of prompts, else one for each: at once, or,
        on llama.cpp, one after the other, since its lane then reads what they share only once.
        Raises ModelError.
        """
        finding = await self.finding()
        if finding.dialect.prompt_lists and len(prompts) > 1:
            return await self._listed(finding, prompts, alternatives)
        at_once = asyncio.Semaphore(1 if finding.dialect.llama_cpp else AT_ONCE)

        async def first_step(prompt: Prompt) -> Distribution:
            async with (
                at_once,
                aclosing(self.walk(prompt, alternatives=alternatives, lane=lane)) as steps,
            ):
                return (await anext(steps)).distribution

        tasks = [asyncio.create_task(first_step(prompt)) for prompt in prompts]
        try:
            return await asyncio.gather(*tasks)
        finally:
            # One has failed or nobody waits any more: nothing may stay on the server.
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _listed(
        self, finding: Finding, prompts: Sequence[Prompt], alternatives: int
    ) -> list[Distribution]:
        asked_for = min(alternatives, finding.dialect.most_alternatives)
        body = listed_body(finding.dialect, finding.model, prompts, alternatives=asked_for)
        with self._admitted() as admission, self._doubting():
            async with aclosing(self._transport.post(finding.dialect.path, body)) as payloads:
                async for payload in payloads:
                    found = answers.by_prompt(answers.decode(payload), asked_for)
                    if len(found) == len(prompts):
                        admission.succeeded()
                        return [_whole_characters(one) for one in found]
            raise UnusableAnswer("The model server did not answer every prompt of a list.")

    async def _steps(
        self, dialect: Dialect, body: dict[str, Any], read: Reader, asked_for: int, lane: int
    ) -> AsyncGenerator[Step]:
        started = time.perf_counter()
        evaluated = cached = 0
        silent = True
        # What all requests of one lane have in common, and those of no other lane or process.
        affinity = f"{self._name}-{lane}"
        async with aclosing(self._transport.post(dialect.path, body, affinity)) as payloads:
            async for payload in payloads:
                chunk = answers.decode(payload)
                evaluated = answers.prompt_tokens_evaluated(chunk) or evaluated
                cached = answers.prompt_tokens_cached(chunk) or cached
                found = read(chunk)
                if silent and not found and answers.ended_unseen(chunk):
                    # How probable the end was is not told, nor anything else: all is unseen.
                    found = [Distribution((), 0.0, asked_for)]
                for distribution in found:
                    now = time.perf_counter()
                    step = Step(distribution, max(evaluated, 1), (now - started) * 1000)
                    self._observer.used(step.evaluated_tokens, cached)
                    yield step
                    started, evaluated, cached, silent = now, 1, 0, False

    def _as_meant(self, step: Step, dialect: Dialect, prompt: Prompt) -> Step:
        """The step as what follows the prompt, without what cannot be followed further."""
        distribution = step.distribution
        if distribution.left_out and not self._warned:
            self._warned = True
            logger.warning(
                "The model server sends positive numbers as log-probabilities; they are left out."
            )
        if dialect.token_paths:
            return step
        distribution = _whole_characters(distribution)
        if dialect.prompting == "instruction":
            distribution = as_next_words(distribution, text_of(prompt))
        return replace(step, distribution=distribution)

    @contextmanager
    def _doubting(self) -> Iterator[None]:
        """Take note of answers that tell that the server speaks another dialect now."""
        try:
            yield
        except (UnusableAnswer, UnknownAddress):
            self._doubted = True
            raise


def _whole_characters(distribution: Distribution) -> Distribution:
    """Without the tokens that no text path can follow; their mass counts as not shown."""
    whole = tuple(token for token in distribution.tokens if whole_characters(token.text))
    return replace(distribution, tokens=whole)
