"""A llama.cpp with eleven tokens, which tells of raised ones as the real one does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from autocomplete.language_model.begun_token import fields
from autocomplete.language_model.interface import Begun, Token
from tests.language_model.scripted_server import Reply, Request, json_of, streamed

# A vocabulary in the order of falling probability, what is missing to 1 being that of the end.
SHARES = {
    " the": 0.4, " a": 0.3, " to": 0.1, ".": 0.05, " tea": 0.01, " t": 0.002, " zebra": 1e-5,
    " Zürich": 1e-6, " ": 1e-7, "\N{REPLACEMENT CHARACTER}": 1e-8,
}  # fmt: skip
END = "<|im_end|>"
HALF = [0xE3, 0x81]


def entry(number: int, text: str, **told: float) -> dict[str, Any]:
    true = HALF if text == "\N{REPLACEMENT CHARACTER}" else list(text.encode())
    return {"id": number, "token": text, "bytes": true, **told}


def vocabulary() -> list[tuple[int, str, float]]:
    shares = {**SHARES, END: 1 - sum(SHARES.values())}
    return [(number, text, share) for number, (text, share) in enumerate(shares.items())]


def llama_cpp(request: Request) -> Reply:
    """Tells what llama.cpp tells of one position: as it is, or raised and then drawn."""
    answer = answered(request.body)
    return streamed(answer) if request.body.get("stream") else Reply(json_of(answer))


def answered(body: dict[str, Any]) -> dict[str, Any]:
    count = body["logprobs"]
    if body.get("post_sampling_probs"):
        assert body["samplers"] == [] and body["temperature"] == 1
        raised = dict(body["logit_bias"])
        weights = {one: share * math.exp(raised.get(one, 0)) for one, _, share in vocabulary()}
        total = sum(weights.values())
        drawn = sorted(vocabulary(), key=lambda one: -weights[one[0]])[:count]
        told = [entry(number, text, prob=weights[number] / total) for number, text, _ in drawn]
        position = {**told[0], "top_probs": told}
    else:
        # So few that they do not add up to 1, which would look like a truncated list.
        shown = sorted(vocabulary(), key=lambda one: -one[2])[: 4 if count == 200 else count]
        told = [entry(number, text, logprob=math.log(share)) for number, text, share in shown]
        position = {**told[0], "top_logprobs": told}
    return {"choices": [{"index": 0, "text": "", "logprobs": {"content": [position]}}]}


def whole(more: Sequence[dict[str, Any]] = ()) -> Reply:
    """Its whole vocabulary, and more."""
    answer = answered({"logprobs": len(vocabulary())})
    answer["choices"][0]["logprobs"]["content"][0]["top_logprobs"] += more
    return Reply(json_of(answer))


# What was typed is " t"; known is how probable " a" is.
KNOWN = Begun(b" t", Token(b" a", math.log(SHARES[" a"]), 1))
AGREEING = (0, 2, 4, 5, 8)


def raised_answer() -> dict[str, Any]:
    """Its answer to that, with three of the tokens that agree."""
    return answered(fields(KNOWN, AGREEING, 3))
