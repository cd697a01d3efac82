"""A model that fails: the error passes through, and the session works on afterwards."""

from __future__ import annotations

import pytest

from autocomplete.language_model.errors import (
    ModelError,
    ModelTimeout,
    ModelUnavailable,
    UnusableAnswer,
)
from autocomplete.live.session import TypedText, TypingSession
from autocomplete.ranking.profile import Profile
from tests.live.scripted_language_model import ScriptedModel, final, lists, texts

PROFILE = Profile(preamble="", time_budget_ms=60_000)
FAILURES = [
    ModelUnavailable("The model server cannot be reached.", retry_after_ms=700),
    ModelTimeout("The model did not answer in time."),
    UnusableAnswer("The model server sent no usable log-probabilities."),
]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
async def test_a_failure_passes_through_as_it_is(failure: ModelError) -> None:
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    model.failure = failure
    with pytest.raises(ModelError) as caught:
        await lists(session, "I ")
    assert caught.value is failure
    assert model.under_way == 0


async def test_after_a_failure_the_same_text_is_asked_about_again() -> None:
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    model.failure = FAILURES[0]
    with pytest.raises(ModelUnavailable):
        await lists(session, "I ")
    model.failure = None
    assert texts(await final(session, "I ")) == texts(
        await final(TypingSession(ScriptedModel(), PROFILE), "I ")
    )


async def test_a_failure_while_refining_leaves_the_first_list_shown_and_known() -> None:
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    suggested = session.suggest(TypedText("I "))
    assert texts(await anext(suggested))[0] == "would"
    model.failure = FAILURES[0]
    with pytest.raises(ModelUnavailable):
        await anext(suggested)
    model.failure = None
    first = (await lists(session, "I "))[0]
    assert texts(first)[0] == "would"
    assert first.stats.model_requests == 0


async def test_what_is_known_is_suggested_while_the_model_is_away() -> None:
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    await final(session, "I w")
    model.failure = FAILURES[0]
    assert texts(await final(session, "I wo"))[0] == "uld"
