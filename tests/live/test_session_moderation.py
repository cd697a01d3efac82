"""A site that has its suggestions screened shows no sentence that its model calls rude."""

from __future__ import annotations

from autocomplete.judging.moderation import Moderation, Rules
from autocomplete.live.session import TypingSession
from autocomplete.ranking.profile import Profile
from tests.judging.word_chances import Chances, WordChances
from tests.live.scripted_language_model import ScriptedModel, final, texts

PROFILE = Profile(most_words=2, suggestions=20, least_probability=0.0, ghost_gate=None)


def all_rude(text: str) -> Chances:
    return {" yes": 0.9, " no": 0.1}


def only_liking_is_rude(text: str) -> Chances:
    yes = 0.9 if text.rsplit("Text:", 1)[1].startswith(" I would like") else 0.1
    return {" yes": yes, " no": 1 - yes}


def session(judge: WordChances) -> TypingSession:
    return TypingSession(
        ScriptedModel(), PROFILE, moderation=Moderation(Rules(screened_from=0.5), judge)
    )


async def test_sentences_that_the_model_calls_rude_are_left_out() -> None:
    shown = texts(await final(session(WordChances(only_liking_is_rude)), "I"))
    unscreened = texts(await final(TypingSession(ScriptedModel(), PROFILE), "I"))
    assert " would like" in unscreened
    assert set(unscreened) - set(shown) == {" would like", " would like."}


async def test_single_words_are_not_screened() -> None:
    shown = texts(await final(session(WordChances(all_rude)), "I"))
    assert " would" in shown
    assert all(" " not in text.strip() for text in shown)


async def test_where_all_was_held_back_the_gate_says_so() -> None:
    found = await final(
        TypingSession(
            ScriptedModel(lambda _: {" would": 0.9, ".": 0.1}),
            Profile(most_words=2, least_probability=0.0),
            moderation=Moderation(Rules(terms=("would",)), WordChances(all_rude)),
        ),
        "I",
    )
    assert found.items == ()
    assert found.stats.gate == "blocked"
    assert found.stats.ghost is None
