"""What typing a text costs with help is the line through what texts really cost."""

from __future__ import annotations

import random

import pytest

from autocomplete.ranking.calibration import Calibration
from autocomplete.ranking.fitted import Fitted, typing_cost
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.typing_cost import ASSUMED, TypingCost, fit_typing_cost

FITTED = Fitted(Calibration((0.0, 1.0, 0.0, 0.0, 0.0)), TypingCost(1.5, 0.3))


def test_a_planted_cost_is_recovered_exactly_where_nothing_disturbs_it() -> None:
    cost = fit_typing_cost([(characters, 2 + 3 * characters) for characters in (2, 5, 9)])
    assert (cost.start, cost.per_character) == pytest.approx((2.0, 3.0))


def test_a_planted_cost_is_recovered_from_whole_keystrokes() -> None:
    dice = random.Random(1)
    typed = []
    for _ in range(20_000):
        characters = dice.randint(2, 15)
        expected = 1.4 + 0.27 * characters
        typed.append((characters, int(expected) + (dice.random() < expected % 1)))
    cost = fit_typing_cost(typed)
    assert cost.start == pytest.approx(1.4, abs=0.03)
    assert cost.per_character == pytest.approx(0.27, abs=0.005)


@pytest.mark.parametrize("typed", [[], [(4, 2)], [(4, 2), (4, 3)]])
def test_texts_of_one_length_tell_no_cost(typed: list[tuple[int, int]]) -> None:
    with pytest.raises(ValueError, match="at least two lengths"):
        fit_typing_cost(typed)


def test_the_profile_s_cost_wins_over_the_learned_one_and_that_over_the_assumed_one() -> None:
    own = TypingCost(2.0, 0.5)
    assert typing_cost(Profile(typing_cost=own), FITTED) == own
    assert typing_cost(Profile(), FITTED) == FITTED.typing_cost
    assert typing_cost(Profile(), None) == ASSUMED
