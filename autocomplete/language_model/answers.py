"""Reads next-token distributions out of servers' answers, by the answer's shape alone.

Two shapes are known: ``content`` (a list with one entry a position, each with its own list of
alternatives) and the flat one (``top_logprobs`` as a list of text-to-number objects).
"""

from __future__ import annotations

import math
import re

import msgspec

from autocomplete.language_model.errors import UnusableAnswer
from autocomplete.language_model.interface import Distribution, Token

# Servers write an impossible token as -3.4e38 or -9999, which are no measurements.
LOWEST_LOGPROB = -1000.0
# Rounding on the wire may lift the sum of one position's probabilities a little above 1.
LARGEST_SUM = 1.001

END_TOKEN = re.compile(r"<\|[a-z_]+\|>|</?s>|<eos>|<end_of_turn>|<\|end▁of▁sentence\|>")
BYTE_TOKEN = re.compile(r"<0x([0-9A-Fa-f]{2})>")


class Entry(msgspec.Struct, gc=False):
    """One token of an answer, with the alternatives to it where the server tells them."""

    token: str = ""
    logprob: float | None = None
    id: int | None = None
    bytes: list[int] | None = None
    top_logprobs: list[Entry] | None = None


class Logprobs(msgspec.Struct, gc=False):
    """The ``logprobs`` object of a choice in either shape."""

    content: list[Entry] | None = None
    tokens: list[str] | None = None
    token_logprobs: list[float | None] | None = None
    top_logprobs: list[dict[str, float | None] | None] | None = None


class Choice(msgspec.Struct, gc=False):
    logprobs: Logprobs | None = None


class PromptTokens(msgspec.Struct, gc=False):
    cached_tokens: int | None = None


class TokenUsage(msgspec.Struct, gc=False):
    prompt_tokens: int = 0
    prompt_tokens_details: PromptTokens | None = None


class Timings(msgspec.Struct, gc=False):
    prompt_n: int = 0


class PromptProgress(msgspec.Struct, gc=False):
    total: int = 0
    cache: int = 0


class Chunk(msgspec.Struct, gc=False):
    """A whole answer, or one event of a streamed one."""

    choices: list[Choice] = []
    usage: TokenUsage | None = None
    timings: Timings | None = None
    prompt_progress: PromptProgress | None = None


_decoder = msgspec.json.Decoder(Chunk)


def decode(payload: bytes) -> Chunk:
    """Parse one JSON answer. Raises UnusableAnswer when it is not one."""
    try:
        return _decoder.decode(payload)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise UnusableAnswer(
            "The model server's answer has a shape that this site cannot read. "
            "Is its address that of an OpenAI-compatible API (it mostly ends in /v1)?"
        ) from error


def prompt_tokens_evaluated(chunk: Chunk) -> int | None:
    """How many prompt tokens the model processed itself, or None where the answer is silent."""
    if chunk.timings is not None:
        return chunk.timings.prompt_n
    if chunk.usage is not None:
        details = chunk.usage.prompt_tokens_details
        return chunk.usage.prompt_tokens - ((details and details.cached_tokens) or 0)
    return None


def distributions(chunk: Chunk, asked_for: int) -> list[Distribution]:
    """The distributions of all positions in a chunk; none when it carries no log-probabilities."""
    found: list[Distribution] = []
    for choice in chunk.choices[:1]:
        logprobs = choice.logprobs
        if logprobs is None:
            continue
        if logprobs.content is not None:
            for entry in logprobs.content:
                found.append(_distribution([*(entry.top_logprobs or ()), entry], asked_for))
        elif logprobs.top_logprobs is not None:
            for position, texts in enumerate(logprobs.top_logprobs):
                entries = [Entry(token=text, logprob=lp) for text, lp in (texts or {}).items()]
                if logprobs.tokens and logprobs.token_logprobs:
                    chosen = logprobs.tokens[position : position + 1]
                    chosen_logprobs = logprobs.token_logprobs[position : position + 1]
                    entries += [
                        Entry(token=text, logprob=lp)
                        for text, lp in zip(chosen, chosen_logprobs, strict=True)
                    ]
                found.append(_distribution(entries, asked_for))
    return found


def _distribution(entries: list[Entry], asked_for: int) -> Distribution:
    """One position's alternatives, the chosen token merged in by number, else by bytes."""
    tokens: dict[int | bytes, Token] = {}
    ends: dict[int | str, float] = {}
    for entry in entries:
        logprob = entry.logprob
        if logprob is None or not LOWEST_LOGPROB < logprob < 1e-3:
            continue
        text = _true_bytes(entry)
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
            "Choose a model or a server that supports `logprobs` on completions."
        )
    if total > LARGEST_SUM:
        raise UnusableAnswer(
            f"The model server's probabilities for one position add up to {total:.3f}. "
            "They cannot be ranked; look for `top_p`, `top_k` or penalties in its settings."
        )
    return Distribution(ordered, min(end_probability, 1.0), asked_for)


def _true_bytes(entry: Entry) -> bytes | None:
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
