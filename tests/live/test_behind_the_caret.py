"""The text behind the caret: nothing is completed from inside a word, nothing is said twice."""

from __future__ import annotations

import pytest

from autocomplete.live.session import TypedText, TypingSession
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.suggestions import SuggestionList
from tests.live.scripted_language_model import ScriptedModel, texts
from tests.live.site import Site
from tests.live.stand_in_model import StandInModel

PROFILE = Profile(preamble="", time_budget_ms=60_000)


async def suggested(
    text: str, after: str, *, force: bool = False, model: ScriptedModel | None = None
) -> SuggestionList:
    session = TypingSession(model or ScriptedModel(), PROFILE)
    lists = [one async for one in session.suggest(TypedText(text, after=after, force=force))]
    return lists[-1]


@pytest.mark.parametrize("after", ["uld like to", "1", "_", "é", "'s"])
async def test_inside_a_word_nothing_is_shown_or_asked(after: str) -> None:
    model = ScriptedModel()
    found = await suggested("I wo", after, model=model)
    assert (found.items, found.stats.gate, found.final) == ((), "mid_word", True)
    assert (found.stats.model_requests, found.stats.evaluated_tokens) == (0, 0)
    assert model.questions == []


@pytest.mark.parametrize("after", ["", " ", ".", " you", "\nYou", "…", "日本"])
async def test_in_front_of_anything_but_a_word_suggestions_are_shown(after: str) -> None:
    found = await suggested("I wo", after)
    assert found.stats.gate is None
    assert texts(found)[0] == "uld"


async def test_who_asks_by_force_gets_suggestions_inside_a_word_too() -> None:
    found = await suggested("I w", "x", force=True)
    assert found.stats.gate is None
    assert texts(found)[0] == "ould"


@pytest.mark.parametrize("after", [" like", "like", " like to you", "  like, and"])
async def test_what_stands_behind_the_caret_is_not_suggested(after: str) -> None:
    found = texts(await suggested("I would", after, force=True))
    assert " like" not in found
    assert " be" in found


@pytest.mark.parametrize("after", [" liked it", " unlike", " be"])
async def test_what_only_resembles_the_text_behind_the_caret_is_suggested(after: str) -> None:
    assert " like" in texts(await suggested("I would", after))


async def test_a_longer_suggestion_than_what_stands_behind_the_caret_is_kept() -> None:
    found = texts(await suggested("I would", " like"))
    assert " like to" in found


async def test_inside_a_word_the_request_of_an_older_text_is_ended() -> None:
    model = ScriptedModel()
    model.seconds = 60
    session = TypingSession(model, PROFILE)
    from tests.live.test_joined_requests import interrupted

    await interrupted(session, "I w", model)
    [found] = [one async for one in session.suggest(TypedText("I w", after="ould"))]
    await session.aclose()
    assert found.stats.gate == "mid_word"
    assert model.under_way == 0


@pytest.mark.asyncio(loop_scope="session")
async def test_the_socket_reads_after_and_force(site: Site, stand_in: StandInModel) -> None:
    async with site.client() as client:
        await client.input(1, "I have t", after="wo")
        gated = await client.receive()
        assert (gated["items"], gated["final"]) == ([], True)
        assert gated["stats"]["gate"] == "mid_word"
        assert stand_in.started == 0
        await client.input(2, "I have t", after="wo", force=True)
        forced = await client.final(2)
        shown = [item["text"] for item in forced["items"]]
        assert "hree" in shown
        assert "wo" not in shown
