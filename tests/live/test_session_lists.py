"""What a session yields for one keystroke: a list at once, refined ones, the last one final."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autocomplete.live.session import TypedText, TypingSession
from autocomplete.ranking.profile import Profile
from tests.live.scripted_language_model import ANYTHING, ScriptedModel, final, lists, texts

PROFILE = Profile(preamble="", time_budget_ms=60_000)


async def test_the_first_list_needs_one_distribution_and_the_last_is_final() -> None:
    found = await lists(TypingSession(ScriptedModel(), PROFILE), "I ")
    assert found[0].stats.model_requests == 1
    assert texts(found[0])[:3] == ["would", "am", "want"]
    assert len(found) > 1
    assert [one.final for one in found] == [False] * (len(found) - 1) + [True]


async def test_refining_replaces_expected_word_ends_by_seen_ones() -> None:
    found = await lists(TypingSession(ScriptedModel(), PROFILE), "I ")
    before, after = (
        {item.text: item.prob for item in one.items}["would"] for one in (found[0], found[-1])
    )
    assert before != pytest.approx(after)
    assert "would like" in texts(found[-1])


async def test_only_the_rest_of_the_word_is_suggested() -> None:
    assert texts(await final(TypingSession(ScriptedModel(), PROFILE), "I wo"))[0] == "uld"


async def test_behind_a_whole_word_a_suggestion_begins_with_its_space() -> None:
    found = texts(await final(TypingSession(ScriptedModel(), PROFILE), "I would"))
    assert found[0] == " like"


async def test_a_typed_space_is_not_suggested_again() -> None:
    found = texts(await final(TypingSession(ScriptedModel(), PROFILE), "I would "))
    assert found[0] == "like"


async def test_a_keystroke_asks_no_more_than_its_budget_allows() -> None:
    for budget in (0, 1, 3):
        model = ScriptedModel()
        profile = replace(PROFILE, token_budget=budget, expand_share=0.0)
        found = await final(TypingSession(model, profile), "I ")
        assert len(model.questions) == budget + 1
        assert found.stats.model_requests == found.stats.evaluated_tokens == budget + 1
        assert found.stats.model_ms == budget + 1


async def test_a_late_answer_is_not_refined() -> None:
    model = ScriptedModel()
    model.seconds = 0.02
    found = await lists(TypingSession(model, replace(PROFILE, time_budget_ms=10)), "I ")
    assert len(model.questions) == 1
    assert found[-1].final and texts(found[-1])[0] == "would"


async def test_lateness_does_not_end_the_search_for_something_to_show_at_all() -> None:
    model = ScriptedModel(lambda text: {**ANYTHING, "zq": 0.0001})
    model.seconds = 0.02
    profile = replace(PROFILE, time_budget_ms=10, alternatives=5)
    assert texts(await final(TypingSession(model, profile), "tt")) != []
    assert [question.alternatives for question in model.questions] == [5, 5000, 5]


async def test_a_rare_word_half_typed_is_looked_for_among_more_alternatives() -> None:
    model = ScriptedModel(lambda text: {**ANYTHING, " zyx": 0.0002})
    found = await final(TypingSession(model, replace(PROFILE, alternatives=5)), "see z")
    assert "yx" in texts(found)
    assert [question.alternatives for question in model.questions[:2]] == [5, 5000]


async def test_a_rare_word_half_typed_is_looked_for_by_its_letters_where_the_server_can() -> None:
    model = ScriptedModel(lambda text: {**ANYTHING, " zyx": 0.0002}, begun_tokens=True)
    session = TypingSession(model, replace(PROFILE, alternatives=5))
    assert "yx" in texts(await final(session, "see z"))
    assert [(one.alternatives, one.begun) for one in model.questions[:2]] == [(5, ""), (5, " z")]
    model.questions.clear()
    assert texts(await final(session, "see zy"))[0].startswith("x")
    assert [one.begun for one in model.questions if one.begun] == []


async def test_a_server_that_shows_few_alternatives_is_not_asked_for_the_same_again() -> None:
    model = ScriptedModel(most_alternatives=20)
    await final(TypingSession(model, PROFILE), "see z")
    assert model.texts[:2] == ["see", "see z"]
    assert model.texts.count("see") == 1


async def test_where_no_alternative_agrees_the_text_as_typed_is_gone_on_from() -> None:
    found = await final(TypingSession(ScriptedModel(), PROFILE), "see Kowalski")
    assert texts(found)[0] == " aa"
    assert found.stats.covered == 0.0


async def test_what_was_read_and_typed_past_is_not_shown_again() -> None:
    profile = replace(PROFILE, reading_ms=0.0, suggestions=3)
    session = TypingSession(ScriptedModel(), profile)
    assert texts(await final(session, "I "))[0] == "would"
    assert texts(await final(session, "I w")) == ["ant", "ant to", "onder"]


async def test_a_list_that_was_cut_short_was_not_read() -> None:
    model = ScriptedModel()
    session = TypingSession(model, replace(PROFILE, reading_ms=0.0))
    suggested = session.suggest(TypedText("I "))
    assert "would" in texts(await anext(suggested))
    await suggested.aclose()
    assert texts(await final(session, "I w"))[0] == "ould"


@pytest.mark.parametrize("text", ["", " ", "\n", "   \n ", "😀", "x" * 5_000, "\x00", "日本"])
async def test_every_text_has_a_final_list(text: str) -> None:
    found = await final(TypingSession(ScriptedModel(), PROFILE), text)
    assert found.final
    assert 0.0 <= found.stats.covered <= 1.0
    assert found.stats.route == ("scripted",)
