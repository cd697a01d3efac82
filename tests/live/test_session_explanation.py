"""A session says of its newest list why each text that is not shown is not, and shows its tree."""

from __future__ import annotations

from dataclasses import replace

from autocomplete.judging.moderation import Moderation, Rules
from autocomplete.live.explanation import Explanation
from autocomplete.live.session import TypedText, TypingSession
from autocomplete.ranking.profile import Profile
from tests.judging.word_chances import WordChances
from tests.live.scripted_language_model import ScriptedModel, final, texts

PROFILE = Profile(preamble="", time_budget_ms=60_000.0, suggestions=2, diversity=0.0)


async def explained(session: TypingSession) -> Explanation:
    explanation = await session.explanation()
    assert explanation is not None
    return explanation


def reasons(explanation: Explanation) -> dict[str, str]:
    return {one.text: one.reason for one in explanation.left_out}


async def test_before_anything_is_searched_there_is_nothing_to_explain() -> None:
    session = TypingSession(ScriptedModel(), replace(PROFILE, least_typed=5))
    assert await session.explanation() is None
    await final(session, "I ")
    assert await session.explanation() is None


async def test_shown_and_left_out_are_two_parts_of_what_was_found() -> None:
    session = TypingSession(ScriptedModel(), PROFILE)
    shown = texts(await final(session, "I "))
    found = reasons(await explained(session))
    assert len(shown) == 2
    assert not set(shown) & set(found)
    assert found["am"] == found["want"] == "beyond_count"


async def test_the_tree_is_the_one_that_was_searched() -> None:
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    await final(session, "I wo")
    explanation = await explained(session)
    assert explanation.remainder == " wo"
    asked = [node for node in explanation.tree if node.state == "asked"]
    assert [node.spelled for node in asked][:2] == ["", " would"]
    assert len(asked) == len(model.questions)


async def test_explaining_asks_the_model_nothing() -> None:
    model = ScriptedModel()
    session = TypingSession(model, PROFILE)
    await final(session, "I wo")
    asked = len(model.questions)
    await session.explanation()
    assert len(model.questions) == asked


async def test_what_the_gate_held_back_is_named_item_by_item() -> None:
    session = TypingSession(ScriptedModel(), replace(PROFILE, list_gate=50.0))
    assert texts(await final(session, "I ")) == []
    held_back = [text for text, why in reasons(await explained(session)).items() if "low" in why]
    assert held_back == texts(
        [one async for one in session.suggest(TypedText("I ", force=True))][-1]
    )


async def test_a_blocked_term_is_named() -> None:
    moderation = Moderation(Rules(terms=("would",)), WordChances(lambda _: {" no": 1.0}))
    session = TypingSession(ScriptedModel(), PROFILE, moderation=moderation)
    shown = texts(await final(session, "I "))
    left_out = (await explained(session)).left_out
    blocked = {one.text: one.because_of for one in left_out if one.reason == "blocked"}
    assert "would" not in shown
    assert blocked["would"] == "would"
    assert all("would" in text for text in blocked)


async def test_what_a_model_screened_is_named() -> None:
    moderation = Moderation(Rules(screened_from=0.5), WordChances(lambda _: {" yes": 1.0}))
    profile = replace(PROFILE, suggestions=20, least_probability=0.0)
    session = TypingSession(ScriptedModel(), profile, moderation=moderation)
    await final(session, "I ")
    assert reasons(await explained(session))["would like"] == "moderated"
