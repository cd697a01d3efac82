"""Phrases beside the model: their probabilities follow Bayes' rule, over a made-up token model."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autocomplete.judging.moderation import Moderation, Rules
from autocomplete.live.session import TypedText, TypingSession
from autocomplete.ranking.phrase_index import Phrase, PhraseIndex
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.suggestions import Suggestion, SuggestionList
from tests.live.scripted_language_model import ANYTHING, ScriptedModel, final, texts

PROFILE = Profile(preamble="", time_budget_ms=60_000, typed_past_strength=0.0)
# Of a word that begins with z the model knows little.
MODEL = {" zoo": 0.0009, " zebra": 0.0001, " other": 0.299, **ANYTHING}


def session(
    *phrases: Phrase, profile: Profile = PROFILE, model: ScriptedModel | None = None
) -> TypingSession:
    index = PhraseIndex(phrases)
    return TypingSession(model or ScriptedModel(lambda _: MODEL), profile, phrases=lambda: index)


def item(found: SuggestionList, text: str) -> Suggestion:
    [one] = [one for one in found.items if one.text == text]
    return one


async def test_a_rare_name_comes_up_first_after_two_letters() -> None:
    found = await final(session(Phrase("Zyprexol 20", 0.01)), "see Zy")
    assert texts(found)[0] == "prexol 20"
    assert found.items[0].source == "phrase"
    assert found.items[0].prob > 0.9


async def test_its_probability_is_that_of_bayes_rule() -> None:
    found = await final(session(Phrase("zoning", 0.001), Phrase("zoning law", 0.001)), "see z")
    # The model has 0.7 for a word that comes next, and 0.001 for one with z: so have two phrases.
    share = 0.002 / (0.002 + 0.001 / 0.7)
    assert item(found, "oning").prob == pytest.approx(share, rel=0.05)
    assert item(found, "oning law").prob == pytest.approx(share / 2, rel=0.05)
    assert item(found, "oo").prob == pytest.approx((1 - share) * 0.9, rel=0.15)


async def test_all_probabilities_of_exclusive_texts_add_up_to_at_most_one() -> None:
    phrases = [Phrase(f"z{letters}", 0.001) for letters in ("oo", "ebra", "yx", "abc", "qqq")]
    profile = replace(PROFILE, suggestions=20, most_phrases=20)
    found = await final(session(*phrases, profile=profile), "see z")
    words = [one for one in found.items if one.text.isalpha()]
    assert len(words) > 4
    assert sum(one.prob for one in words) <= 1 + 1e-9


async def test_where_the_model_is_sure_a_rare_phrase_stays_out_of_sight() -> None:
    model = ScriptedModel(lambda _: {" would": 0.9, " world": 0.05})
    found = await final(session(Phrase("wombat trap", 0.0001), model=model), "see w")
    assert texts(found)[0] == "ould"
    assert all(one.source == "model" for one in found.items)


async def test_without_phrases_and_with_weight_none_the_list_is_the_models_own() -> None:
    phrase = Phrase("Zyprexol", 0.5)
    alone = await final(session(), "see z")
    weightless = await final(session(phrase, profile=replace(PROFILE, phrase_weight=0.0)), "see z")
    assert weightless.items == alone.items
    none_shown = replace(PROFILE, most_phrases=0)
    shown = await final(session(phrase, profile=none_shown), "see z")
    assert all(one.source == "model" for one in shown.items)


async def test_a_list_shows_at_most_so_many_phrases() -> None:
    phrases = [Phrase(f"z{letter}", 0.1) for letter in ("aaa", "bbb", "ccc", "ddd")]
    profile = replace(PROFILE, most_phrases=2)
    found = await final(session(*phrases, profile=profile), "see z")
    assert sum(one.source == "phrase" for one in found.items) == 2


async def test_typing_on_keeps_the_rest_over_several_words() -> None:
    typing = session(Phrase("our Zyprexol refund desk", 0.01))
    for typed, rest in (
        ("see our Zy", "prexol refund desk"),
        ("see our Zyprexol", " refund desk"),
        ("see our Zyprexol re", "fund desk"),
    ):
        found = await final(typing, typed)
        assert rest in texts(found), typed


async def test_the_next_words_of_many_phrases_are_offered_too() -> None:
    phrases = [Phrase(f"Zyprexol {kind} box", 0.01) for kind in ("red", "blue", "green", "white")]
    found = await final(session(*phrases), "see zy")
    assert texts(found)[0] == "prexol"
    assert found.items[0].boundary == "word"


async def test_a_longer_phrase_than_suggestions_may_be_is_shown_whole() -> None:
    found = await final(session(Phrase("Zyprexol is out of stock.", 0.01)), "see zy")
    assert "prexol is out of stock." in texts(found)


async def test_who_writes_no_capitals_is_shown_none() -> None:
    found = await final(session(Phrase("Zyprexol BV", 0.01)), "hello. see zy")
    assert "prexol bv" in texts(found)
    kept = replace(PROFILE, letter_case="model")
    found = await final(session(Phrase("Zyprexol BV", 0.01), profile=kept), "hello. see zy")
    assert "prexol BV" in texts(found)


async def test_what_was_typed_past_is_not_shown_again_and_another_phrase_takes_its_place() -> None:
    profile = replace(PROFILE, typed_past_strength=1.0, reading_ms=0.0, most_phrases=1)
    typing = session(Phrase("zyaaa", 0.02), Phrase("zyabb", 0.01), profile=profile)
    assert texts(await final(typing, "see zy"))[0] == "aaa"
    assert texts(await final(typing, "see zya"))[0] == "bb"


async def test_a_phrase_that_stands_behind_the_caret_is_not_repeated() -> None:
    typing = session(Phrase("zy prexol", 0.01))
    lists = [one async for one in typing.suggest(TypedText("see zy", after=" prexol, please"))]
    assert " prexol" not in texts(lists[-1])


async def test_the_models_word_tells_phrases_apart() -> None:
    """Behind "red" the model expects one of two names that are as frequent as each other."""
    model = ScriptedModel(lambda _: {" zyalpha": 0.0001, " zybeta": 0.01, **ANYTHING})
    phrases = Phrase("zyalpha", 0.01), Phrase("zybeta", 0.01)
    heard = replace(PROFILE, phrase_context=1.0)
    deaf = replace(PROFILE, phrase_context=0.0)
    for profile in (heard, deaf):
        found = await final(session(*phrases, profile=profile, model=model), "red zy")
        odds = item(found, "beta").prob / item(found, "alpha").prob
        assert odds > 10 if profile is heard else odds < 10


async def test_hearing_the_model_on_phrases_costs_at_most_its_tokens_within_the_budget() -> None:
    phrases = [Phrase(f"zy{letters} b", 0.01) for letters in ("alpha", "beta")]
    shares = {" zyal": 0.001, " zybe": 0.001, **ANYTHING}
    costs = []
    for budget, tokens in ((4, 0), (4, 1), (4, 2), (0, 2)):
        profile = replace(
            PROFILE, phrase_tokens=tokens, token_budget=budget, expand_share=1.0, most_phrases=20
        )
        found = await final(
            session(*phrases, profile=profile, model=ScriptedModel(lambda _: shares)), "see zy"
        )
        costs.append(found.stats.evaluated_tokens)
    assert costs[1] == costs[0] + 1
    assert costs[2] == costs[0] + 2
    assert costs[3] == 1


async def test_a_blocked_term_is_not_shown_as_a_phrase_either() -> None:
    model = ScriptedModel(lambda _: MODEL)
    index = PhraseIndex([Phrase("Zyprexol scam", 0.01), Phrase("Zyprexol refund", 0.01)])
    typing = TypingSession(
        model, PROFILE, phrases=lambda: index, moderation=Moderation(Rules(("scam",)), model)
    )
    shown = texts(await final(typing, "see zy"))
    assert "prexol refund" in shown
    assert not any("scam" in text for text in shown)


async def test_a_newer_index_counts_from_the_next_keystroke() -> None:
    indexes = [PhraseIndex([Phrase("Zyprexol", 0.01)]), PhraseIndex()]
    typing = TypingSession(ScriptedModel(lambda _: MODEL), PROFILE, phrases=lambda: indexes.pop(0))
    assert "prexol" in texts(await final(typing, "see zy"))
    assert "rexol" not in texts(await final(typing, "see zyp"))


@pytest.mark.parametrize("text", ["", " ", "\n", "zy\n", "😀", "日本", "x" * 3_000, "zy" * 900])
async def test_every_text_has_a_final_list_beside_phrases(text: str) -> None:
    found = await final(session(Phrase("Zyprexol", 0.01), Phrase("日本語", 0.01)), text)
    assert found.final
    assert all(0 <= one.prob <= 1 for one in found.items)
