"""What typing costs on the model is counted per keystroke, what is explored ahead apart from it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autocomplete.evaluation import latency
from autocomplete.evaluation.exploring import ModelCost, model_cost
from autocomplete.ranking.profile import Profile
from tests.live.scripted_language_model import ScriptedModel

PROFILE = Profile(
    preamble="Hi.\n", time_budget_ms=60_000, typed_past_strength=0.0, least_agreeing=1
)
TEXTS = ("I would like to", "You would be")


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(latency, "MEDIAN_PAUSE_SECONDS", 0.02)


async def cost(model: ScriptedModel, *, idle_tokens: int, idle_after_ms: float = 0.0) -> ModelCost:
    profile = replace(PROFILE, idle_tokens=idle_tokens, idle_after_ms=idle_after_ms)
    return await model_cost(model, profile, TEXTS, lambda characters: None)


async def test_every_request_is_counted_once_for_a_list_or_as_explored() -> None:
    for idle_tokens in (0, 9):
        model = ScriptedModel()
        found = await cost(model, idle_tokens=idle_tokens)
        # Each text's session asks; the first question of all reads the preamble, uncounted.
        each = found.requests + found.explored_requests + found.untaken_requests
        assert each * found.keystrokes == pytest.approx(len(model.questions) - 1)
        assert found.tokens == pytest.approx(found.requests)
        assert found.explored_tokens == pytest.approx(found.explored_requests)


async def test_exploring_ahead_raises_the_share_of_keystrokes_without_a_request() -> None:
    without = await cost(ScriptedModel(), idle_tokens=0)
    ahead = await cost(ScriptedModel(), idle_tokens=9)
    assert without.explored_requests == without.untaken_requests == 0
    assert ahead.explored_requests > 0
    assert ahead.without_request > without.without_request
    assert ahead.requests < without.requests
    assert ahead.keystrokes == without.keystrokes


async def test_who_types_faster_than_the_pause_gains_and_pays_nothing() -> None:
    without = await cost(ScriptedModel(), idle_tokens=0)
    assert await cost(ScriptedModel(), idle_tokens=9, idle_after_ms=60_000.0) == without


async def test_progress_adds_up_to_the_characters_of_the_texts() -> None:
    typed: list[int] = []
    await model_cost(ScriptedModel(), PROFILE, TEXTS, typed.append)
    assert typed == [len(text) for text in TEXTS]
