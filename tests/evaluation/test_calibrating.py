"""Calibrating types one group of texts to fit, and tells on another what it is worth."""

from __future__ import annotations

import pytest

from autocomplete.evaluation.calibrating import calibrate, outcomes
from autocomplete.evaluation.items import Item
from autocomplete.evaluation.run import DataSet
from autocomplete.evaluation.suggesters import ProfileSuggester, unhurried
from autocomplete.evaluation.typing_effort import efforts
from autocomplete.evaluation.typing_people import type_all
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.typing_cost import fit_typing_cost
from tests.evaluation.word_model import SENTENCE, WordModel

ITEMS = [Item(text=SENTENCE), Item(text="The dog ran on the mat."), Item(text="The cat ran?")]


def suggester() -> ProfileSuggester:
    return ProfileSuggester("small", WordModel(), unhurried(Profile(preamble="It is so.\n")))


async def test_every_shown_item_is_an_outcome_with_its_runner_up() -> None:
    records = await type_all(suggester(), ITEMS, lanes=1, progress=lambda _: None)
    found = outcomes(records)
    shown = [len(position.fits) for typed in records for position in typed.positions]
    assert len(found) == sum(shown)
    assert sum(outcome.fits for outcome in found) == sum(
        sum(position.fits) for typed in records for position in typed.positions
    )
    assert all(0 < outcome.claim.runner_up <= 1 for outcome in found)


async def test_texts_like_those_fitted_to_come_out_better_calibrated() -> None:
    typed: list[int] = []
    sets = [DataSet("two", tuple(ITEMS[:2])), DataSet("one", tuple(ITEMS[2:]))]
    found = await calibrate(suggester(), ITEMS, sets, lanes=1, progress=typed.append)
    together = found.all_held_out
    assert sum(typed) == 2 * sum(len(item.text) for item in ITEMS)
    assert [one.name for one in found.held_out] == ["two", "one"]
    assert sum(len(one.after) for one in found.held_out) == len(together.after)
    assert found.outcomes == len(together.before) > 20
    assert together.errors[1] < together.errors[0]
    assert together.briers[1] < together.briers[0]


async def test_the_typing_cost_is_learned_from_the_same_typing() -> None:
    found = await calibrate(suggester(), ITEMS, [], lanes=1, progress=lambda _: None)
    records = await type_all(suggester(), ITEMS, lanes=1, progress=lambda _: None)
    learned = fit_typing_cost(list(efforts(records, suggester().profile.most_words)))
    assert found.fitted.typing_cost == learned


async def test_too_few_texts_to_fit_to_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 20"):
        await calibrate(suggester(), [Item(text="T")], [], lanes=1, progress=lambda _: None)
