"""Mangled answers of model servers: `python -m tests.fuzz.answers --count 100000`.

Nothing but a distribution or one of the package's own errors may come of any of them.
"""

from __future__ import annotations

import asyncio
import json
import math
import time
import traceback
from argparse import ArgumentParser
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable
from random import Random
from typing import Any

from autocomplete.language_model import answers, begun_token
from autocomplete.language_model.errors import ModelError
from autocomplete.language_model.events import answers_in
from autocomplete.language_model.interface import Distribution
from tests.fuzz.mangling import Mangler
from tests.language_model.providers import OPEN, PROVIDERS, filled
from tests.language_model.raised_tokens import AGREEING, KNOWN, raised_answer

SHARES = dict(list(OPEN.items())[:3])
NAMES = (
    "choices", "logprobs", "content", "top_logprobs", "tokens", "token_logprobs", "token", "id",
    "logprob", "bytes", "completion_probabilities", "text", "delta", "finish_reason", "usage",
    "timings", "prompt_progress", "error", "index", "prob", "top_probs",
)  # fmt: skip
KINDS = ("application/json", "text/event-stream; charset=utf-8", "application/x-ndjson", "")
# A parser that takes longer for one answer hangs a keystroke.
SLOW_SECONDS = 1.0
ASKED_FOR = 20


def recorded() -> list[Any]:
    """Every kind of whole answer and streamed event of every known server."""
    found = []
    for provider in PROVIDERS.values():
        file = provider.file
        for template in (file["reply"], file["event"], *file["before"], *file["after"]):
            found.append(filled(template, file["entry"], [SHARES]))
        found.append(file["refusal"])
    return [*found, raised_answer()]


def read(payload: bytes) -> str:
    """Read one answer and say what became of it. Raises what no answer may raise."""
    try:
        chunk = answers.decode(payload)
    except ModelError:
        return "refused"
    answers.prompt_tokens_evaluated(chunk)
    answers.ended_unseen(chunk)
    readers: tuple[Callable[[], Iterable[Distribution]], ...] = (
        lambda: answers.distributions(chunk, ASKED_FOR),
        lambda: answers.without_alternatives(chunk),
        lambda: answers.by_prompt(chunk, ASKED_FOR) if chunk.choices else (),
        lambda: begun_token.distributions(chunk, KNOWN, AGREEING, ASKED_FOR),
    )
    found: list[Distribution] = []
    refused = False
    for reader in readers:
        try:
            found += reader()
        except ModelError:
            refused = True
    for distribution in found:
        told = [token.logprob for token in distribution.tokens]
        assert all(math.isfinite(logprob) and logprob <= 0 for logprob in told)
        assert sum(map(math.exp, told)) + distribution.end_probability <= 1.0021
    if found:
        return "read"
    return "refused" if refused else "no log-probabilities"


async def streamed(random: Random, payload: bytes) -> list[bytes]:
    """What is found in a body of any kind that holds this payload, cut anywhere."""
    frame = random.choice((b"data: %s\n\n", b"data:%s\r\n", b"%s\n%s", b"%s"))
    body = frame.replace(b"%s", payload)
    cuts = sorted(random.randrange(len(body) + 1) for _ in range(random.randrange(4)))

    async def chunks() -> AsyncIterator[bytes]:
        for start, end in zip([0, *cuts], [*cuts, len(body)], strict=True):
            yield body[start:end]

    return [answer async for answer in answers_in(random.choice(KINDS), chunks())]


async def fuzz(count: int, seed: int) -> tuple[Counter[str], list[str]]:
    """Read so many; return what became of them, and what should not have."""
    random = Random(seed)
    mangler = Mangler(random, recorded(), NAMES)
    outcomes: Counter[str] = Counter()
    findings = []
    for number in range(count):
        payload = mangler.payload()
        started = time.perf_counter()
        try:
            outcomes[read(payload)] += 1
            for answer in await streamed(random, payload):
                read(answer)
        except Exception:
            findings.append(f"answer {number}: {payload[:300]!r}\n{traceback.format_exc()}")
        if time.perf_counter() - started > SLOW_SECONDS:
            findings.append(f"answer {number} took too long: {payload[:300]!r}")
    return outcomes, findings


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    started = time.perf_counter()
    outcomes, findings = asyncio.run(fuzz(options.count, options.seed))
    seconds = time.perf_counter() - started
    print(*findings, sep="\n", end="\n" if findings else "")
    print(
        f"{options.count:,} answers, seed {options.seed}, {seconds:.0f} s,"
        f" {options.count / seconds:,.0f} a second: {json.dumps(outcomes)};"
        f" {len(findings)} findings."
    )
    raise SystemExit(bool(findings))


if __name__ == "__main__":
    main()
