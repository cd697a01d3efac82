"""From keystroke to keystroke a session asks only for what it does not know yet."""

from __future__ import annotations

from autocomplete.live.session import TypingSession
from autocomplete.ranking.profile import Profile
from tests.live.scripted_language_model import ScriptedModel, final, lists, texts

PROFILE = Profile(preamble="", time_budget_ms=60_000, typed_past_strength=0.0, least_agreeing=1)


async def test_typing_on_inside_a_word_asks_nothing() -> None:
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    await final(session, "I w")
    asked = len(model.questions)
    for text, rest in (("I wo", "uld"), ("I wou", "ld")):
        [found] = await lists(session, text)
        assert texts(found)[0] == rest
        assert found.final and found.stats.reused
        assert found.stats.model_requests == found.stats.evaluated_tokens == 0
    assert len(model.questions) == asked


async def test_a_word_taken_is_followed_by_suggestions_at_once() -> None:
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    await final(session, "I ")
    for text in ("I would", "I would "):
        first = (await lists(session, text))[0]
        assert first.stats.model_requests == 0
        assert texts(first)[0].strip() == "like"


async def test_typing_on_behind_a_taken_word_reuses_what_was_explored() -> None:
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    for text in ("I", "I ", "I would", "I would l", "I would like", "I would like t"):
        await final(session, text)
    assert len(model.texts) == len(set(model.texts))


async def test_deleting_goes_back_without_a_question() -> None:
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    forth = ["I", "I ", "I w", "I wo", "I would", "I would l"]
    best_forth = [texts(await final(session, text))[0] for text in forth]
    asked = len(model.questions)
    best_back = [texts(await final(session, text))[0] for text in reversed(forth)]
    assert len(model.questions) == asked
    assert best_back == best_forth[::-1]


async def test_the_same_text_again_costs_nothing() -> None:
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    first = await final(session, "I")
    again = await final(session, "I")
    assert again.items == first.items
    assert again.stats.model_requests == 0


async def test_two_sessions_share_nothing() -> None:
    model = ScriptedModel()
    for _ in range(2):
        assert (await final(TypingSession(model, PROFILE), "I")).stats.model_requests > 0
