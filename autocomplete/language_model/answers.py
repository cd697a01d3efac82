"""Reads next-token distributions out of servers' answers, by the answer's shape alone.

A position comes as an entry with its own list of alternatives (``content`` in a choice, llama.cpp's
``completion_probabilities``, Ollama's ``logprobs``), or flat: as one of the text-to-number objects
in ``top_logprobs``, with the chosen tokens in lists of their own, or, in Together's streams, bare.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from autocomplete.language_model.errors import UnusableAnswer
from autocomplete.language_model.interface import Distribution, Token

# Servers write an impossible token as -3.4e38 or -9999, which are no measurements.
LOWEST_LOGPROB = -1000.0
# Rounding may lift a certain token's just above 0; anything more is no logarithm of a probability.
LARGEST_LOGPROB = 1e-3
# Rounding on the wire may lift the sum of one position's probabilities a little above 1.
LARGEST_SUM = 1.001

# Models write their special tokens with such brackets; DeepSeek's bars are full-width ones.
END_TOKEN = re.compile(r"<[|｜][\w▁]{1,40}[|｜]>|</?s>|<[be]os>|<pad>|<(?:start|end)_of_turn>")
BYTE_TOKEN = re.compile(r"<0x([0-9A-Fa-f]{2})>")
# vLLM's, where it is started with --return-tokens-as-token-ids.
BARE_NUMBER = re.compile(r"token_id:\d+")


class Entry(msgspec.Struct, gc=False):
    """One token of an answer, with the alternatives to it where the server tells them.

    llama.cpp tells probabilities as they are drawn from by ``prob`` and ``top_probs`` instead.
    """

    token: str = ""
    logprob: float | None = None
    id: int | None = None
    bytes: list[int] | None = None
    top_logprobs: list[Entry] | None = None
    prob: float | None = None
    top_probs: list[Entry] | None = None


Row = dict[str, float | None]
"""A position in the flat shape: texts and their log-probabilities."""


class Logprobs(msgspec.Struct, gc=False):
    """The ``logprobs`` object of a choice in either shape."""

    content: list[Entry] | None = None
    tokens: list[str] | None = None
    token_logprobs: list[float | None] | None = None
    top_logprobs: list[Row | None] | None = None


class Delta(msgspec.Struct, gc=False):
    """What a chat's stream adds to the answer."""

    content: str | None = None


class Choice(msgspec.Struct, gc=False):
    """One answer, the ``index``-th of a list of prompts.

    In Together's streams ``logprobs`` is the chosen token's number alone.
    """

    index: int = 0
    logprobs: Logprobs | float | None = None
    top_logprobs: Row | list[Row | None] | None = None
    text: str | None = None
    delta: Delta | None = None
    finish_reason: str | None = None


class PromptTokens(msgspec.Struct, gc=False):
    cached_tokens: int | None = None


class TokenUsage(msgspec.Struct, gc=False):
    prompt_tokens: int | None = None
    prompt_tokens_details: PromptTokens | None = None


class Timings(msgspec.Struct, gc=False):
    prompt_n: int = 0
    cache_n: int = 0


class PromptProgress(msgspec.Struct, gc=False):
    total: int = 0
    cache: int = 0


class Chunk(msgspec.Struct, gc=False):
    """A whole answer, or one event of a streamed one."""

    choices: list[Choice] = []
    completion_probabilities: list[Entry] | None = None
    logprobs: list[Entry] | None = None
    usage: TokenUsage | None = None
    timings: Timings | None = None
    prompt_eval_count: int | None = None
    prompt_progress: PromptProgress | None = None
    error: Any = None


_decoder = msgspec.json.Decoder(Chunk)


def decode(payload: bytes) -> Chunk:
    """Parse one JSON answer. Raises UnusableAnswer when it is not one, or only reports an error."""
    try:
        chunk = _decoder.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnusableAnswer(
            "The model server's answer has a shape that this site cannot read. "
            "Is its address that of an OpenAI-compatible API (it mostly ends in /v1)?"
        ) from error
    if chunk.error:
        raise UnusableAnswer(
            "The model server broke its answer off with an error. "
            "See its log; the text may be longer than its context."
        )
    return chunk


def prompt_tokens_evaluated(chunk: Chunk) -> int | None:
    """How many prompt tokens the model processed itself, or None where the answer is silent."""
    if chunk.prompt_progress is not None:
        return chunk.prompt_progress.total - chunk.prompt_progress.cache
    if chunk.timings is not None:
        return chunk.timings.prompt_n
    if chunk.usage is not None and chunk.usage.prompt_tokens is not None:
        details = chunk.usage.prompt_tokens_details
        return chunk.usage.prompt_tokens - ((details and details.cached_tokens) or 0)
    return chunk.prompt_eval_count


def prompt_tokens_cached(chunk: Chunk) -> int:
    """How many prompt tokens the server found in its cache; 0 where the answer is silent."""
    if chunk.prompt_progress is not None:
        return max(0, chunk.prompt_progress.cache)
    if chunk.timings is not None:
        return max(0, chunk.timings.cache_n)
    if chunk.usage is not None and chunk.usage.prompt_tokens_details is not None:
        return max(0, chunk.usage.prompt_tokens_details.cached_tokens or 0)
    return 0


def distributions(chunk: Chunk, asked_for: int) -> list[Distribution]:
    """The distributions of all positions in a chunk; none when it carries no log-probabilities.

    Raises UnusableAnswer where the numbers of one cannot be ranked.
    """
    return [_distribution(entries, asked_for) for entries in _positions(chunk)]


def by_prompt(chunk: Chunk, asked_for: int) -> list[Distribution]:
    """The first position of each choice, in the order of the prompts that they answer.

    Raises UnusableAnswer as ``distributions`` does, and for a choice without log-probabilities.
    """
    found = []
    for choice in sorted(chunk.choices, key=lambda choice: choice.index):
        told = distributions(Chunk([choice]), asked_for)
        if not told:
            raise UnusableAnswer("The model server left out log-probabilities of some prompts.")
        found.append(told[0])
    return found


def ended_unseen(chunk: Chunk) -> bool:
    """Whether the model ended the text at once, on a server that shows no row for the end."""
    choice = chunk.choices[0] if chunk.choices else Choice()
    told = isinstance(choice.logprobs, Logprobs) and not any(_positions(chunk))
    return told and choice.finish_reason == "stop"


def all_tokens(chunk: Chunk) -> Iterator[tuple[bytes, int]]:
    """The texts and numbers of all alternatives to the first position, without end tokens."""
    for entry in next(_positions(chunk), []):
        text = true_bytes(entry)
        if text and entry.id is not None and not END_TOKEN.fullmatch(entry.token):
            yield text, entry.id


def without_alternatives(chunk: Chunk) -> Iterator[Distribution]:
    """The distributions as if only the drawn tokens' own log-probabilities had been asked for."""
    for entries in _positions(chunk):
        yield _distribution(entries[-1:], 1)


def _positions(chunk: Chunk) -> Iterator[list[Entry]]:
    """All that is told of each position; the chosen token, where it is told apart, comes last."""
    yield from _with_alternatives(chunk.completion_probabilities or chunk.logprobs or ())
    for choice in chunk.choices[:1]:
        logprobs = choice.logprobs
        if isinstance(logprobs, Logprobs):
            if logprobs.content is not None:
                yield from _with_alternatives(logprobs.content)
            else:
                yield from _flat(
                    logprobs.top_logprobs, logprobs.tokens or (), logprobs.token_logprobs or ()
                )
        elif logprobs is not None:
            text = choice.delta.content if choice.delta is not None else choice.text
            rows = choice.top_logprobs
            yield from _flat(
                [rows] if isinstance(rows, dict) else rows,
                () if text is None else (text,),
                (logprobs,),
            )


def _with_alternatives(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    for entry in entries:
        yield [*(entry.top_logprobs or ()), entry]


def _flat(
    rows: list[Row | None] | None, tokens: Iterable[str], logprobs: Iterable[float | None]
) -> Iterator[list[Entry]]:
    chosen = [
        Entry(token=text, logprob=logprob) for text, logprob in zip(tokens, logprobs, strict=False)
    ]
    for position in range(max(len(rows or ()), len(chosen))):
        row = rows[position] if rows and position < len(rows) else None
        if row and all(BARE_NUMBER.fullmatch(text) for text in row):
            raise UnusableAnswer(
                "The model server names tokens by their numbers alone. "
                "Start it without --return-tokens-as-token-ids."
            )
        entries = [Entry(token=text, logprob=logprob) for text, logprob in (row or {}).items()]
        yield [*entries, *chosen[position : position + 1]]


def _distribution(entries: list[Entry], asked_for: int) -> Distribution:
    """One position's alternatives, the chosen token merged in by number, else by bytes."""
    tokens: dict[int | bytes, Token] = {}
    ends: dict[int | str, float] = {}
    positive = 0
    for entry in entries:
        logprob = entry.logprob
        if logprob is None or not LOWEST_LOGPROB < logprob < LARGEST_LOGPROB:
            positive += logprob is not None and logprob > 0
            continue
        text = true_bytes(entry)
        if text is None:
            continue
        if not text or END_TOKEN.fullmatch(entry.token):
            ends.setdefault(entry.token if entry.id is None else entry.id, math.exp(logprob))
            continue
        key = text if entry.id is None else entry.id
        if key not in tokens:
            tokens[key] = Token(text, min(logprob, 0.0), entry.id)
    ordered = tuple(sorted(tokens.values(), key=lambda token: -token.logprob))
    end_probability = sum(ends.values())
    total = end_probability + sum(math.exp(token.logprob) for token in ordered)
    if not ordered and not ends:
        raise UnusableAnswer(
            "The model server sent no usable log-probabilities. "
            "Choose a model or a server that supports `logprobs`."
        )
    if total > LARGEST_SUM:
        raise UnusableAnswer(
            f"The model server's probabilities for one position add up to {total:.3f}. "
            "They cannot be ranked; look for `top_p`, `top_k` or penalties in its settings."
        )
    return Distribution(ordered, min(end_probability, 1.0), asked_for, positive)


def true_bytes(entry: Entry) -> bytes | None:
    """The bytes a token stands for; None where a half character was lost on the way."""
    encoded = entry.token.encode("utf-8", "surrogatepass")
    if entry.bytes is not None:
        try:
            given = bytes(entry.bytes)
        except ValueError:
            return None
        if given != encoded or "\N{REPLACEMENT CHARACTER}" not in entry.token:
            return given
    if "\N{REPLACEMENT CHARACTER}" in entry.token:
        return None
    if match := BYTE_TOKEN.fullmatch(entry.token):
        return bytes.fromhex(match[1])
    return encoded
