"""A few thousand of the payloads that `make fuzz` sends by the million find nothing either."""

from __future__ import annotations

import json
import logging
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.live import frames as protocol
from autocomplete.live.limits import DEFAULT_LIMITS
from tests.fuzz import answers, frames
from tests.fuzz.mangling import Mangler

JSON: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=9)),
    lambda inside: st.one_of(
        st.lists(inside, max_size=3),
        st.dictionaries(st.sampled_from(frames.NAMES) | st.text(max_size=3), inside, max_size=5),
    ),
    max_leaves=12,
)


async def test_mangled_answers_of_model_servers_are_read_or_refused() -> None:
    outcomes, findings = await answers.fuzz(3000, seed=7)
    assert findings == []
    # Both ways are taken, often.
    assert min(outcomes["read"], outcomes["refused"]) > 500


@pytest.mark.django_db(transaction=True)
async def test_mangled_frames_leave_every_conversation_alive() -> None:
    told, findings = await frames.fuzz(1000, seed=7)
    assert findings == []
    assert min(told["suggestions"], told["error bad_frame"], told["pong"]) > 10
    assert told["ready"] == 4


@pytest.mark.django_db(transaction=True)
async def test_a_frame_that_raises_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    real = protocol.decode

    def broken(text: str, *, max_bytes: int) -> Any:
        if '"dismiss"' in text:
            raise ValueError("a mistake")
        return real(text, max_bytes=max_bytes)

    monkeypatch.setattr(protocol, "decode", broken)
    _, findings = await frames.fuzz(250, seed=7)
    assert any("a mistake" in finding for finding in findings)


@pytest.mark.django_db(transaction=True)
async def test_what_is_logged_with_a_traceback_would_be_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real = protocol.decode

    def noisy(text: str, *, max_bytes: int) -> Any:
        logging.getLogger("autocomplete").error("a mistake")
        return real(text, max_bytes=max_bytes)

    monkeypatch.setattr(protocol, "decode", noisy)
    _, findings = await frames.fuzz(5, seed=7)
    assert findings


@given(JSON)
def test_any_json_is_a_frame_or_a_bad_one(value: Any) -> None:
    try:
        protocol.decode(json.dumps(value), max_bytes=DEFAULT_LIMITS.max_frame_bytes)
    except protocol.BadFrame as bad:
        assert str(bad).endswith(".")


@given(st.text(max_size=200))
def test_so_is_any_text(text: str) -> None:
    with pytest.raises(protocol.BadFrame):
        protocol.decode(text, max_bytes=DEFAULT_LIMITS.max_frame_bytes)


def test_a_seed_names_every_payload() -> None:
    first, second = (
        Mangler(Random(3), frames.SOUND, frames.NAMES),
        Mangler(Random(3), frames.SOUND, frames.NAMES),
    )
    assert [first.payload() for _ in range(200)] == [second.payload() for _ in range(200)]
