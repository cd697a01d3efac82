"""Calibrating types one group of texts to fit, and tells on another what it is worth."""

from __future__ import annotations

import pytest

from autocomplete.evaluation.calibrating import calibrate, outcomes
from autocomplete.evaluation.items import Item
from autocomplete.evaluation.suggesters import ProfileSuggester, unhurried
from autocomplete.evaluation.typing_people import type_all
from autocomplete.ranking.profile import Profile
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
    assert all(0 <= outcome.shown.runner_up <= 1 for outcome in found)


async def test_texts_like_those_fitted_to_come_out_better_calibrated() -> None:
    typed: list[int] = []
    fitted = await calibrate(suggester(), ITEMS, ITEMS, lanes=1, progress=typed.append)
    assert sum(typed) == 2 * sum(len(item.text) for item in ITEMS)
    assert fitted.outcomes == fitted.held_out > 20
    assert fitted.errors[1] < fitted.errors[0]
    assert fitted.briers[1] < fitted.briers[0]


async def test_too_few_texts_to_fit_to_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 20"):
        await calibrate(suggester(), [Item(text="T")], ITEMS, lanes=1, progress=lambda _: None)
