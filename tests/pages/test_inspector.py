from __future__ import annotations

import math
from typing import Any

import msgspec
import pytest
from django.http import HttpResponse
from django.test import Client

from autocomplete.inspection import LARGEST_FRAME, inspect
from autocomplete.live.frames import encode, suggestions
from autocomplete.ranking.suggestions import (
    Gate,
    Stats,
    SuggestedToken,
    Suggestion,
    SuggestionList,
)


def frame(*items: Suggestion, gate: Gate | None = None) -> str:
    """A frame exactly as the socket sends it."""
    stats = Stats(
        ms=12.34,
        model_ms=7.89,
        evaluated_tokens=2,
        model_requests=1,
        reused=True,
        route=("smollm2-135m",),
        covered=0.97,
        gate=gate,
    )
    return encode(suggestions(17, 0, SuggestionList(items=items, stats=stats, final=True)))


def suggestion(text: str, *tokens: tuple[str, float], prob: float = 0.9) -> Suggestion:
    return Suggestion(
        text=text,
        logprob=math.log(prob),
        prob=prob,
        score=1.8,
        tokens=tuple(SuggestedToken(text=token, logprob=logprob) for token, logprob in tokens),
        boundary="word",
        model="smollm2-135m",
        bounds=(0.85, 0.96),
    )


def post(frame: str, client: Client | None = None) -> HttpResponse:
    return (client or Client()).post("/inspector/", {"frame": frame})  # type: ignore[return-value]


def test_a_frame_of_the_socket_is_shown_with_its_numbers() -> None:
    response = post(frame(suggestion("ber", (" number", -0.105), ("s", -2.3))))

    shown = response.content.decode()
    assert response.status_code == 200
    for expected in (
        "−0.10",
        "90 %",
        "−2.30",
        "10 %",
        "smollm2-135m",
        "12",
        "7.9",
        "97 %",
        "85 % to 96 %",
    ):
        assert expected in shown


def test_white_space_and_invisible_characters_can_be_seen() -> None:
    [item] = inspect(frame(suggestion("x", (" a b\n\t\x00\u200f\u00a0é😀\ufffd", -1.0)))).items

    [token] = item.tokens
    assert "".join(text for text, _ in token.pieces) == "␣a␣b↵⇥U+0000U+200FU+00A0é😀▯"
    assert [text for text, sign in token.pieces if not sign] == ["a", "b", "é😀"]


def test_markup_is_escaped() -> None:
    shown = post(frame(suggestion("<b>", ("<script>", -1.0)))).content.decode()

    assert "<script>" not in shown and "&lt;script&gt;" in shown
    assert "<b>" not in shown and "&lt;b&gt;" in shown


@pytest.mark.parametrize(
    ("prob", "words", "degree"),
    [
        (1.0, "100 %", "high"),
        (0.0996, "10 %", "low"),
        (0.042, "4.2 %", "low"),
        (1e-9, "< 0.1 %", "faint"),
    ],
)
def test_probabilities_read_well_at_every_size(prob: float, words: str, degree: str) -> None:
    [item] = inspect(frame(suggestion("x", ("x", math.log(prob)), prob=prob))).items

    assert item.prob == words
    assert (item.tokens[0].prob, item.tokens[0].degree) == (words, degree)


@pytest.mark.parametrize("logprob", [1e-12, 1e308, -1e308, -0.0])
def test_no_log_probability_is_too_extreme_to_show(logprob: float) -> None:
    [item] = inspect(frame(suggestion("x", ("x", logprob)))).items

    assert item.tokens[0].prob in {"100 %", "< 0.1 %"}


def test_a_gate_is_put_into_words() -> None:
    assert "too little text" in post(frame(gate="too_short")).content.decode()


GOOD: dict[str, Any] = msgspec.json.decode(frame(suggestion("x", ("x", -1.0))))


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "null",
        "{",
        "[]" * 10,
        "[" * 50_000,
        '{"type":"ready"}',
        msgspec.json.encode({**GOOD, "items": "none"}).decode(),
        msgspec.json.encode({**GOOD, "id": "17"}).decode(),
        msgspec.json.encode({**GOOD, "stats": {**GOOD["stats"], "gate": "unheard-of"}}).decode(),
        '{"type":"suggestions","id":1e999}',
        " " * (LARGEST_FRAME + 1),
    ],
    ids=lambda text: text[:24],
)
def test_anything_else_is_refused_with_one_sentence(bad: str) -> None:
    response = post(bad)

    assert response.status_code == 400
    assert response["Content-Type"].startswith("text/plain")
    assert response.content.decode().endswith(".")
    assert b"Traceback" not in response.content


def test_a_post_without_the_token_of_the_page_is_refused() -> None:
    assert post(frame(), Client(enforce_csrf_checks=True)).status_code == 403


def test_the_panel_is_not_for_reading_by_address() -> None:
    assert Client().get("/inspector/").status_code == 405
