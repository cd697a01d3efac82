"""No answer of any shape, however mangled, ends in anything but a distribution or a ModelError."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from autocomplete.language_model import begun_token
from autocomplete.language_model.answers import (
    decode,
    distributions,
    ended_unseen,
    prompt_tokens_evaluated,
    without_alternatives,
)
from autocomplete.language_model.errors import ModelError
from tests.language_model.providers import OPEN, PROVIDERS, filled
from tests.language_model.raised_tokens import AGREEING, KNOWN, raised_answer

FIELDS = st.sampled_from(
    ["choices", "logprobs", "content", "top_logprobs", "tokens", "token_logprobs", "token", "id",
     "logprob", "bytes", "completion_probabilities", "text", "delta", "finish_reason", "usage",
     "timings", "prompt_progress", "error", "prob", "top_probs"]
)  # fmt: skip
LEAVES = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=4),
    st.sampled_from(["stop", "</s>", "<|x|>", "<0xFF>", "\ufffd", "token_id:5", -9999, 1e308]),
)  # fmt: skip
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(FIELDS, st.text()), inner, max_size=4),
    ),
    max_leaves=20,
)


def replies() -> list[Any]:
    """Every server's whole reply and one event of its stream, with two alternatives."""
    shares = dict(list(OPEN.items())[:2])
    found = []
    for provider in PROVIDERS.values():
        file = provider.file
        found += [filled(file[part], file["entry"], [shares]) for part in ("reply", "event")]
    return found


@st.composite
def mangled_replies(draw: st.DrawFn) -> Any:
    """A real reply in which a few values were replaced by others."""
    reply = json.loads(json.dumps(draw(st.sampled_from([*replies(), raised_answer()]))))
    for _ in range(draw(st.integers(1, 4))):
        inside = reply
        while True:
            keys = list(inside) if isinstance(inside, dict) else list(range(len(inside)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(inside[key], dict | list) and draw(st.booleans()):
                inside = inside[key]
                continue
            inside[key] = draw(ANYTHING)
            break
    return reply


def read(payload: bytes) -> None:
    try:
        chunk = decode(payload)
        prompt_tokens_evaluated(chunk)
        ended_unseen(chunk)
        found = [
            *distributions(chunk, 20),
            *without_alternatives(chunk),
        ]
    except ModelError:
        found = []
    with suppress(ModelError):
        found += begun_token.distributions(decode(payload), KNOWN, AGREEING, 20)
    for distribution in found:
        told = [token.logprob for token in distribution.tokens]
        assert all(math.isfinite(logprob) and logprob <= 0 for logprob in told)
        assert sum(map(math.exp, told)) + distribution.end_probability <= 1.0021


@given(ANYTHING)
def test_any_json_is_read_or_refused(answer: Any) -> None:
    read(json.dumps(answer).encode())


@given(mangled_replies())
def test_any_mangled_reply_is_read_or_refused(answer: Any) -> None:
    read(json.dumps(answer).encode())


@given(st.sampled_from(replies()), st.data())
def test_any_reply_with_bytes_changed_is_read_or_refused(answer: Any, data: st.DataObject) -> None:
    payload = bytearray(json.dumps(answer, ensure_ascii=False).encode())
    for _ in range(data.draw(st.integers(1, 5))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    read(bytes(payload))


def test_every_server_has_a_reply_that_is_read() -> None:
    for reply in replies():
        assert distributions(decode(json.dumps(reply).encode()), 2)


def test_deep_nesting_is_refused() -> None:
    read(b'{"error": ' + b"[" * 100_000 + b"]" * 100_000 + b"}")
