"""Finds a server's dialect by asking it for single tokens, best way first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from autocomplete.language_model import answers
from autocomplete.language_model.dialect import CHAT, OLLAMA_NATIVE, CountField, Dialect, Prefill
from autocomplete.language_model.errors import (
    ModelError,
    RequestRefused,
    UnknownAddress,
    UnusableAnswer,
)
from autocomplete.language_model.interface import Distribution, Prompt
from autocomplete.language_model.request_body import listed_body, request_body
from autocomplete.language_model.transport import Transport

# llama.cpp shows up to its whole vocabulary; past a few thousand, JSON costs more than it tells.
LLAMA_CPP_ALTERNATIVES = 5000
# What servers allow: vLLM as much as it was started with, most others 20, xAI 8, OpenAI's
# completions and TGI 5.
ALTERNATIVES_TO_TRY = (200, 20, 8, 5)
COUNT_FIELDS: dict[str, tuple[CountField, ...]] = {
    CHAT: ("top_logprobs", "logprobs"),
    OLLAMA_NATIVE: ("top_logprobs",),
}
PREFILLS: tuple[Prefill, ...] = ("continue_final_message", "last_message", "prefix")

# After one word anything may come: alternatives that add up to nearly 1 were truncated.
ANYTHING = Prompt("The")
TRUNCATED_FROM = 0.9999
# Whoever continues this begins with a comma; whoever answers it does not.
ALPHABET = Prompt("A, B, C, D, E, F, G, H, I, J, K, L, M")
COMMA_FROM = 0.5


@dataclass(frozen=True, slots=True)
class Shown:
    """What one token's answer told."""

    distribution: Distribution
    count: int


async def probe(transport: Transport, paths: Sequence[str], model: str) -> Dialect:
    """Find the best dialect, at the price of a few tokens.

    Raises UnusableAnswer, which tells for each way why it will not do, where there is none; any
    other ModelError as soon as it occurs, since it tells nothing of dialects.
    """
    failures: list[ModelError] = []
    for path in paths:
        for count_field in COUNT_FIELDS.get(path, ("logprobs", "top_logprobs")):
            dialect = Dialect(path, count_field, ALTERNATIVES_TO_TRY[0])
            if path == CHAT:
                dialect = replace(dialect, prompting="instruction")
            try:
                return await _in_full(transport, model, dialect)
            except UnknownAddress as error:
                failures.append(error)
                break
            except UnusableAnswer as error:
                failures.append(error)
    if all(isinstance(error, UnknownAddress) for error in failures):
        raise failures[0]
    # The first way that was understood is the one that the server is most likely meant to take.
    told = next((error for error in failures if type(error) is UnusableAnswer), failures[-1])
    raise UnusableAnswer(f"The model {model} cannot be used: {told}") from told


async def _in_full(transport: Transport, model: str, dialect: Dialect) -> Dialect:
    """All there is to know of one address. Raises UnusableAnswer or UnknownAddress."""
    dialect, shown = await _widest(transport, model, dialect)
    _check(shown, dialect)
    if all(token.id is not None for token in shown.distribution.tokens):
        dialect = replace(
            dialect,
            llama_cpp=True,
            most_alternatives=LLAMA_CPP_ALTERNATIVES,
            whole_token=_whole_token(shown.distribution),
        )
    else:
        needed = [most for most in ALTERNATIVES_TO_TRY if shown.count <= most]
        dialect = replace(dialect, most_alternatives=min(needed, default=dialect.most_alternatives))
    if dialect.path == CHAT:
        return await _prefilled(transport, model, dialect) or dialect
    if dialect.llama_cpp or await _continues_each(transport, model, dialect):
        # llama.cpp takes lists too, but every slot would have to read the text first.
        return replace(dialect, prompt_lists=not dialect.llama_cpp)
    if not await _continues(transport, model, dialect):
        # Ollama's /v1/completions is such a one.
        raise UnusableAnswer(
            "It does not continue a text: its server puts a chat's template around the prompt. "
            "For Ollama, give an address that ends in /api/generate."
        )
    return dialect


async def _widest(transport: Transport, model: str, dialect: Dialect) -> tuple[Dialect, Shown]:
    """Ask for fewer alternatives until the server takes it."""
    to_try = list(ALTERNATIVES_TO_TRY)
    while True:
        dialect = replace(dialect, most_alternatives=to_try.pop(0))
        try:
            return dialect, await _shown(transport, model, dialect, ANYTHING)
        except RequestRefused as refused:
            newer_limit = "max_completion_tokens" in refused.fields
            if newer_limit and dialect.limit_field == "max_tokens":
                dialect = replace(dialect, limit_field="max_completion_tokens")
                to_try.insert(0, dialect.most_alternatives)
            elif "logprobs" not in refused.fields:
                if not to_try:
                    raise
                # It may mean the number all the same: one more try, with the smallest.
                del to_try[:-1]
            elif not to_try:
                raise UnusableAnswer(
                    "Its server refuses `logprobs`, however few alternatives are asked for. "
                    "Choose a model or a server that supports them."
                ) from refused


def _check(shown: Shown, dialect: Dialect) -> None:
    """Raise UnusableAnswer for numbers that cannot be ranked."""
    if shown.count < 2:
        raise UnusableAnswer(
            "Only the chosen token comes with a log-probability, not the alternatives to it. "
            "Choose a model or a server that shows several."
        )
    if shown.distribution.tokens[0].text == b"<think>":
        raise UnusableAnswer("It reasons before it answers. Choose a model that does not.")
    mass = shown.distribution.end_probability
    mass += sum(token.probability for token in shown.distribution.tokens)
    if dialect.prompting == "text" and mass > TRUNCATED_FROM:
        raise UnusableAnswer(
            f"The {shown.count} alternatives shown add up to {mass:.4f} where anything may come, so"
            " the others were cut off: look for `top_p`, `top_k` or `min_p` in its server's"
            " settings."
        )


async def _prefilled(transport: Transport, model: str, dialect: Dialect) -> Dialect | None:
    """The dialect in which a chat server continues a begun answer, or None."""
    for prefill in PREFILLS:
        begun = replace(dialect, prompting="prefill", prefill=prefill)
        try:
            if await _continues(transport, model, begun):
                return begun
        except UnusableAnswer:
            continue
    return None


async def _continues(transport: Transport, model: str, dialect: Dialect) -> bool:
    shown = await _shown(transport, model, dialect, ALPHABET)
    return _comma_share(shown.distribution) > COMMA_FROM


async def _continues_each(transport: Transport, model: str, dialect: Dialect) -> bool:
    """Whether each prompt of a list in one request is continued."""
    if dialect.kind != "completions":
        return False
    body = listed_body(dialect, model, (ALPHABET, ANYTHING, ALPHABET), alternatives=5)
    try:
        async for payload in transport.post(dialect.path, body):
            found = answers.by_prompt(answers.decode(payload), 5)
            return [_comma_share(one) > COMMA_FROM for one in found] == [True, False, True]
    except UnusableAnswer:
        pass
    return False


def _comma_share(distribution: Distribution) -> float:
    tokens = distribution.tokens
    return sum(token.probability for token in tokens if token.text.startswith(b","))


async def _shown(transport: Transport, model: str, dialect: Dialect, prompt: Prompt) -> Shown:
    """Ask for one token. Raises ModelError."""
    body = request_body(
        dialect, model, prompt, alternatives=ALTERNATIVES_TO_TRY[0], depth=1, stream=False
    )
    async for payload in transport.post(dialect.path, body):
        chunk = answers.decode(payload)
        for distribution in answers.distributions(chunk, dialect.most_alternatives):
            if distribution.tokens:
                ends = distribution.end_probability > 0
                return Shown(distribution, len(distribution.tokens) + ends)
    raise UnusableAnswer(
        "It sent no log-probabilities. Choose a model or a server that supports `logprobs`."
    )


def _whole_token(distribution: Distribution) -> int | None:
    """The number of a token that holds whole characters only."""
    return next((token.id for token in distribution.tokens if token.text.isascii()), None)
