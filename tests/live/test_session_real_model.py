"""A session over the real model offers real words with honest probabilities."""

from __future__ import annotations

import pytest

from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.live.session import TypingSession
from autocomplete.ranking.profile import Profile
from tests.live.scripted_language_model import final, texts

pytestmark = pytest.mark.model
# Other work on the machine must not cut the search short.
PATIENT = Profile(time_budget_ms=60_000)


@pytest.fixture
def session(real_model: HttpLanguageModel) -> TypingSession:
    return TypingSession(real_model, PATIENT)


async def test_a_phrase_is_continued_with_words_whose_probabilities_are_a_part_of_1(
    session: TypingSession,
) -> None:
    found = await final(session, "I would like to")
    suggested = texts(found)
    assert len(suggested) == PATIENT.suggestions
    assert {" know", " see", " thank", " be", " ask", " make", " go", " get"} & set(suggested)
    assert all(text.startswith(" ") and text[1:].replace(" ", "").isalpha() for text in suggested)
    exclusive = [
        item.prob
        for item in found.items
        if not any(item.text.startswith(other) for other in suggested if other != item.text)
    ]
    assert 0.05 < sum(exclusive) <= 1.0
    probabilities = [item.prob for item in found.items]
    assert probabilities == sorted(probabilities, reverse=True)


async def test_a_half_typed_word_is_completed(session: TypingSession) -> None:
    found = await final(session, "I wou")
    assert texts(found)[0].split()[0] == "ld"
    assert found.items[0].prob > 0.5


async def test_a_half_typed_rare_word_is_completed_too(session: TypingSession) -> None:
    assert "ritis" in texts(await final(session, "My knees hurt because of my arth"))


async def test_typing_a_word_to_its_end_costs_little(session: TypingSession) -> None:
    await final(session, "I would like to k")
    costs = [
        (await final(session, "I would like to know"[:end])).stats.evaluated_tokens
        for end in range(18, 21)
    ]
    assert sum(costs) <= 3 * PATIENT.token_budget
    assert 0 in costs
