"""The next model is asked where a list is unlikely to help; what both say is pooled."""

from __future__ import annotations

import math

import pytest

from autocomplete.ranking.calibration import Claim
from autocomplete.ranking.candidates import Ranking
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.routing import better_list, chance, escalates, pooled
from autocomplete.ranking.suggestions import Suggestion
from autocomplete.ranking.typing_cost import TypingCost

# A text of two characters costs 2 keystrokes, one of ten costs 6: an accept saves 1 and 5 of them.
COST = TypingCost(1.0, 0.5)


def item(text: str, *, logprob: float, prob: float, model: str = "cheap") -> Suggestion:
    return Suggestion(
        text=text, logprob=logprob, prob=prob, score=logprob, tokens=(), boundary="word",
        model=model,
    )  # fmt: skip


def ranking(*items: Suggestion) -> Ranking:
    return Ranking(items, tuple(Claim(item.prob, 1, 0.0) for item in items))


def shown_after(shown: Ranking, other: Ranking, **changes: float) -> dict[str, float] | None:
    profile = Profile(**{"escalation_margin": 0.0, **changes})  # type: ignore[arg-type]
    better = better_list(shown, pooled(shown, other, profile.letter_case), profile, COST)
    return None if better is None else {item.text: item.prob for item in better.items}


def test_a_list_is_weighed_by_calibrated_probabilities_and_not_by_what_the_model_states() -> None:
    boasting = item("go", logprob=math.log(0.99), prob=0.2)
    modest = item("go", logprob=math.log(0.1), prob=0.4)
    assert chance([boasting]) == 0.2
    assert chance([modest]) == 0.4


def test_an_item_that_extends_another_one_is_no_further_chance() -> None:
    town = item("go to town", logprob=-2.0, prob=0.25)
    assert chance([item("go", logprob=-1.0, prob=0.5), town]) == 0.5
    assert chance([item("goes", logprob=-1.0, prob=0.5), town]) == 0.75
    assert chance([]) == 0


def test_a_chance_is_never_more_than_certain() -> None:
    assert chance([item(text, logprob=-1.0, prob=0.7) for text in ("go", "stay")]) == 1


@pytest.mark.parametrize(
    ("likely", "below", "asked"),
    [(0.0, 0.5, True), (0.49, 0.5, True), (0.5, 0.5, False), (0.0, 0.0, False), (1.0, 1.0, True)],
)
def test_the_next_model_is_asked_below_the_threshold(
    likely: float, below: float, asked: bool
) -> None:
    assert escalates(likely, "I g", Profile(escalate_below=below)) is asked


def test_before_a_words_first_letter_the_next_model_is_asked_less_often() -> None:
    profile = Profile(escalate_below=0.5)
    for text in ("", "I ", "I\n"):
        assert escalates(0.24, text, profile)
        assert not escalates(0.25, text, profile)
    assert escalates(1.0, "I ", Profile(escalate_below=1.0))


def test_what_both_models_say_is_pooled_and_the_larger_one_counts_more() -> None:
    cheap = ranking(item("go", logprob=-1.0, prob=0.5), item("stay", logprob=-1.0, prob=0.1))
    large = ranking(
        item("stay", logprob=-1.0, prob=0.7, model="large"),
        item("leave", logprob=-1.0, prob=0.2, model="large"),
    )
    found = shown_after(cheap, large)
    assert found == pytest.approx(
        {"stay": 0.35 * 0.1 + 0.65 * 0.7, "go": 0.35 * 0.5, "leave": 0.65 * 0.2}
    )
    assert found is not None
    assert list(found) == ["stay", "go", "leave"]


def test_an_item_keeps_its_path_from_the_model_that_is_surer_of_it() -> None:
    cheap = ranking(item("go", logprob=-3.0, prob=0.1), item("stay", logprob=-1.0, prob=0.4))
    large = ranking(item("go", logprob=-0.5, prob=0.6, model="large"))
    considered = pooled(cheap, large, "typist")
    better = better_list(cheap, considered, Profile(escalation_margin=0.0), COST)
    assert better is not None
    assert [(one.text, one.model, one.logprob) for one in better.items] == [
        ("go", "large", -0.5),
        ("stay", "cheap", -1.0),
    ]
    assert [claim.probability for claim in better.claims] == [0.6, 0.4]


def test_a_list_changes_only_for_a_gain_beyond_the_margin() -> None:
    cheap = ranking(item("go to town", logprob=-1.0, prob=0.2))
    large = ranking(item("go to work", logprob=-1.0, prob=0.2, model="large"))
    # The new item adds 0.65 x 0.2 x 5 keystrokes.
    assert shown_after(cheap, large, escalation_margin=0.66) is None
    assert shown_after(cheap, large, escalation_margin=0.64) is not None


def test_where_nothing_is_shown_any_list_is_better_and_as_probable_as_its_model_says() -> None:
    large = ranking(item("go", logprob=-1.0, prob=0.01, model="large"))
    assert shown_after(ranking(), large, escalation_margin=10.0) == {"go": 0.01}


def test_a_model_that_has_found_nothing_has_no_opinion() -> None:
    some = ranking(item("go", logprob=-1.0, prob=0.2))
    assert pooled(some, ranking(), "typist") == some
    assert pooled(ranking(), some, "typist") == some
    assert shown_after(some, ranking(), escalation_margin=0.01) is None
    assert shown_after(ranking(), ranking()) is None


def test_the_new_list_is_no_longer_than_the_profile_says() -> None:
    cheap = ranking(*(item(text, logprob=-1.0, prob=0.2) for text in ("go", "stay")))
    large = ranking(*(item(text, logprob=-1.0, prob=0.4, model="large") for text in ("be", "do")))
    found = shown_after(cheap, large, suggestions=2)
    assert found is not None
    assert set(found) == {"be", "do"}


def test_what_neither_model_shows_may_be_best_by_what_both_say() -> None:
    cheap = ranking(item("stay", logprob=-1.0, prob=0.3), item("move", logprob=-1.0, prob=0.25))
    large = ranking(
        item("rest", logprob=-1.0, prob=0.3, model="large"),
        item("move", logprob=-1.0, prob=0.25, model="large"),
    )
    shown = ranking(cheap.items[0])
    profile = Profile(escalation_margin=0.0, suggestions=1, strategy="expected_savings")
    better = better_list(shown, pooled(cheap, large, "typist"), profile, COST)
    assert better is not None
    assert [one.text for one in better.items] == ["move"]


def test_words_that_differ_in_capitals_alone_are_one_where_people_choose_the_case() -> None:
    cheap = ranking(item("Go", logprob=-1.0, prob=0.2))
    large = ranking(item("go", logprob=-1.0, prob=0.4, model="large"))
    together = pooled(cheap, large, "typist")
    assert {one.text: one.prob for one in together.items} == pytest.approx({"go": 0.33})
    apart = pooled(cheap, large, "model")
    assert [one.text for one in apart.items] == ["Go", "go"]


def test_a_list_that_only_changes_its_spelling_stays() -> None:
    cheap = ranking(item("Go", logprob=-1.0, prob=0.2))
    large = ranking(item("go", logprob=-1.0, prob=0.4, model="large"))
    assert shown_after(cheap, large, escalation_margin=0.01) is None


@pytest.mark.parametrize("route", [("", "larger"), ("default", "default")])
def test_a_route_names_each_of_its_models_once(route: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="name each model of it, and none twice"):
        Profile(route=route)
