"""The next model is asked where a list is worth too little, and shown where it is worth more."""

from __future__ import annotations

import math

import pytest

from autocomplete.ranking.profile import Profile
from autocomplete.ranking.routing import benefit, escalates, replaces
from autocomplete.ranking.suggestions import Suggestion
from autocomplete.ranking.typing_cost import TypingCost

# A text of two characters costs 2 keystrokes, one of ten costs 6: an accept saves 1 and 5 of them.
COST = TypingCost(1.0, 0.5)


def item(text: str, *, logprob: float, prob: float, model: str = "cheap") -> Suggestion:
    return Suggestion(
        text=text, logprob=logprob, prob=prob, score=logprob, tokens=(), boundary="word",
        model=model,
    )  # fmt: skip


def test_a_list_is_weighed_by_calibrated_probabilities_and_not_by_what_the_model_states() -> None:
    boasting = item("go", logprob=math.log(0.99), prob=0.2)
    modest = item("go", logprob=math.log(0.1), prob=0.4)
    assert benefit([boasting], COST) == pytest.approx(0.2)
    assert benefit([modest], COST) == pytest.approx(0.4)


def test_long_texts_that_extend_each_other_are_counted_once() -> None:
    both = [
        item("go", logprob=-1.0, prob=0.5),
        item("go to town", logprob=-2.0, prob=0.25),
    ]
    assert benefit(both, COST) == pytest.approx(0.5 * 1 + 0.25 * (6 - 2))


def test_an_empty_list_saves_nothing() -> None:
    assert benefit([], COST) == 0


@pytest.mark.parametrize(
    ("worth", "asked"), [(0.0, True), (0.99, True), (1.0, False), (3.0, False)]
)
def test_the_next_model_is_asked_below_the_threshold(worth: float, asked: bool) -> None:
    assert escalates(worth, Profile(escalate_below=1.0)) is asked


def test_a_threshold_of_nothing_never_asks() -> None:
    assert not escalates(0.0, Profile(escalate_below=0.0))


@pytest.mark.parametrize(
    ("worth", "shown", "replaced"),
    [(1.3, 1.0, True), (1.24, 1.0, False), (0.9, 1.0, False), (0.1, 0.0, True), (0.0, 0.0, False)],
)
def test_a_list_changes_only_for_a_gain_beyond_the_margin_unless_nothing_is_shown(
    worth: float, shown: float, replaced: bool
) -> None:
    assert replaces(worth, shown, Profile(escalation_margin=0.25)) is replaced


@pytest.mark.parametrize("route", [("", "larger"), ("default", "default")])
def test_a_route_names_each_of_its_models_once(route: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="name each model of it, and none twice"):
        Profile(route=route)
