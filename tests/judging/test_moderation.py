"""Suggestions are held back by a site's terms, and by a model's yes, and the list says why."""

from __future__ import annotations

import pytest

from autocomplete.judging.moderation import Judgement, Moderation, Rules
from autocomplete.judging.screen import question, score
from autocomplete.language_model.interface import Distribution
from autocomplete.ranking.calibration import Claim
from autocomplete.ranking.candidates import Ranking
from autocomplete.ranking.suggestions import Suggestion
from tests.judging.word_chances import Chances, WordChances


def yes_to_rude(text: str) -> Chances:
    """Says yes to what holds the word rude."""
    yes = 0.6 if "rude" in text.rsplit("Text:", 1)[1].rsplit("\n", 1)[0] else 0.1
    return {" yes": yes / 2, " Yes": yes / 2, " no": 0.7 - yes, " maybe": 0.3}


def ranking(*texts: str) -> Ranking:
    return Ranking(
        tuple(Suggestion(text, -1.0, 0.3, -1.0, (), "word", "m") for text in texts),
        tuple(Claim(0.3, len(text), 0.1) for text in texts),
    )


@pytest.fixture
def model() -> WordChances:
    return WordChances(yes_to_rude)


async def allowed(
    model: WordChances, rules: Rules, *texts: str, typed: str = "I"
) -> tuple[list[str], str | None]:
    kept, gate = await Moderation(rules, model).allowed(ranking(*texts), typed)
    assert len(kept.claims) == len(kept.items)
    return [item.text for item in kept.items], gate


async def test_without_rules_all_is_shown_and_no_model_asked(model: WordChances) -> None:
    assert await allowed(model, Rules(), " am rude") == ([" am rude"], None)
    assert model.asked == []


async def test_a_blocked_term_needs_no_model(model: WordChances) -> None:
    rules = Rules(terms=("damn",))
    assert await allowed(model, rules, " damn fine", " am") == ([" am"], None)
    assert await allowed(model, rules, " damn") == ([], "blocked")
    assert model.asked == []


async def test_suggestions_of_several_words_are_screened_and_single_words_not(
    model: WordChances,
) -> None:
    rules = Rules(screened_from=0.5)
    shown = await allowed(model, rules, " am rude", " am nice", " rude")
    assert shown == ([" am nice", " rude"], None)
    assert len(model.asked) == 2
    assert await allowed(model, rules, " am rude") == ([], "moderated")


async def test_the_model_is_asked_about_the_sentence_as_it_would_stand(
    model: WordChances,
) -> None:
    await allowed(model, Rules(screened_from=0.5), "m so rude", typed="Be rude. Good! I a")
    assert model.asked == [question("I am so rude")]


async def test_what_was_judged_once_is_not_asked_again(model: WordChances) -> None:
    moderation = Moderation(Rules(screened_from=0.5), model)
    await moderation.allowed(ranking("ll be there"), "I wi")
    await moderation.allowed(ranking("l be there"), "I wil")
    assert len(model.asked) == 1


async def test_blocked_and_moderated_together_are_called_moderated(model: WordChances) -> None:
    rules = Rules(terms=("damn",), screened_from=0.5)
    assert await allowed(model, rules, " damn", " am rude") == ([], "moderated")


async def test_an_empty_list_was_not_held_back(model: WordChances) -> None:
    assert await allowed(model, Rules(terms=("damn",))) == ([], None)


async def test_a_judgement_names_the_term_or_the_score(model: WordChances) -> None:
    moderation = Moderation(Rules(terms=("damn",), screened_from=0.5), model)
    assert await moderation.judge("damn it") == Judgement("blocked", term="damn")
    rude = await moderation.judge("you are rude")
    assert (rude.gate, rude.term) == ("moderated", None)
    assert rude.score == pytest.approx(0.6 / 0.7)


def test_a_model_that_says_neither_yes_nor_no_tells_nothing() -> None:
    assert score(Distribution((), 0.0, 20)) == 0.5


@pytest.mark.parametrize("value", [0.0, -0.1, 1.1])
def test_a_threshold_out_of_range_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="set it above 0 and up to 1"):
        Rules(screened_from=value)
