"""The server's frames are, byte for byte, those of the wire contract."""

from __future__ import annotations

import json

from autocomplete.live import frames
from autocomplete.live.limits import DEFAULT_LIMITS
from autocomplete.ranking.suggestions import Stats, SuggestedToken, Suggestion, SuggestionList


def test_suggestions_have_exactly_the_fields_and_order_of_the_contract() -> None:
    found = SuggestionList(
        items=(
            Suggestion(
                text="ber",
                logprob=-0.105,
                prob=0.9,
                score=1.8,
                tokens=(SuggestedToken(" number", -0.105),),
                boundary="word",
                model="smollm2-135m",
                bounds=(0.88, 0.93),
            ),
        ),
        stats=Stats(
            ms=9.1,
            model_ms=7.9,
            evaluated_tokens=1,
            model_requests=1,
            reused=True,
            route=("smollm2-135m",),
            covered=0.97,
            ghost=0,
        ),
        final=False,
    )
    assert frames.encode(frames.suggestions(17, 0, found)) == (
        '{"type":"suggestions","id":17,"seq":0,"final":false,'
        '"items":[{"text":"ber","logprob":-0.105,"prob":0.9,"score":1.8,'
        '"tokens":[{"text":" number","logprob":-0.105}],'
        '"boundary":"word","model":"smollm2-135m","source":"model","bounds":[0.88,0.93]}],'
        '"stats":{"ms":9.1,"model_ms":7.9,"evaluated_tokens":1,"model_requests":1,"reused":true,'
        '"route":["smollm2-135m"],"covered":0.97,"gate":null,"ghost":0,"reduced":null}}'
    )


def test_ready_tells_the_protocol_the_profile_and_every_limit() -> None:
    assert json.loads(frames.encode(frames.ready("s1", "default", DEFAULT_LIMITS))) == {
        "type": "ready",
        "protocol": 1,
        "session": "s1",
        "profile": "default",
        "limits": {
            "max_text": 4000,
            "max_context": 2000,
            "max_frame_bytes": 65536,
            "inputs_per_second": 30,
        },
        "acks": True,
    }


def test_an_error_always_has_the_same_six_fields() -> None:
    error = frames.Error(id=None, code="bad_frame", message="No.")
    assert json.loads(frames.encode(error)) == {
        "type": "error",
        "id": None,
        "code": "bad_frame",
        "message": "No.",
        "retry_after_ms": None,
        "request_id": None,
    }


def test_a_client_within_max_text_and_max_context_stays_within_max_frame_bytes() -> None:
    # The worst a browser's JSON.stringify makes of one UTF-16 unit of written text is 3 bytes.
    text = "\u0f00" * DEFAULT_LIMITS.max_text
    context = "\u0f00" * DEFAULT_LIMITS.max_context
    frame = json.dumps(
        {"type": "input", "id": 2**53 - 1, "text": text, "after": text, "context": context},
        ensure_ascii=False,
    )
    frames.decode(frame, max_bytes=DEFAULT_LIMITS.max_frame_bytes)
