"""A profile to measure is named by its slug and what to change in it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from autocomplete.evaluation.variants import UnusableVariant, variant
from autocomplete.ranking.profile import DEFAULT_PROFILE, Profile
from autocomplete.ranking.typing_cost import TypingCost

PROFILES = {DEFAULT_PROFILE.slug: DEFAULT_PROFILE}


def named(text: str, *changes: str) -> Profile:
    return variant(text, changes, PROFILES)


def test_a_slug_alone_names_the_profile_itself() -> None:
    assert named("default") == DEFAULT_PROFILE


def test_changes_of_every_kind_of_value_are_made() -> None:
    text = "default,most_words=3,expand_share=0.1,strategy=mean,typing_cost=2/0.5"
    assert named(text) == dataclasses.replace(
        DEFAULT_PROFILE,
        slug=text,
        most_words=3,
        expand_share=0.1,
        strategy="mean",
        typing_cost=TypingCost(2, 0.5),
    )


def test_a_route_is_its_models_with_slashes_between_them() -> None:
    assert named("default,route=default/larger").route == ("default", "larger")
    assert named("default,route=").route == ()


def test_a_number_that_may_be_missing_is_set_and_taken_away() -> None:
    assert named("default", "list_gate=0.5").list_gate == 0.5
    assert named("default,ghost_gate=none").ghost_gate is None


def test_a_variant_s_own_changes_come_after_those_to_all() -> None:
    found = named("default,most_words=3", "most_words=4", "token_budget=9")
    assert (found.most_words, found.token_budget) == (3, 9)


def test_a_value_can_stand_in_a_file(tmp_path: Path) -> None:
    preamble = tmp_path / "bank.txt"
    preamble.write_text("How do I reset my PIN?\n", encoding="utf-8")
    assert named("default", f"preamble=@{preamble}").preamble == "How do I reset my PIN?\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("polite", "There is no profile 'polite': choose one of default."),
        ("default,most_wrds=3", "'most_wrds=3' changes nothing in a profile: .*most_words"),
        ("default,slug=x", "changes nothing in a profile"),
        ("default,most_words", "write name=value"),
        ("default,most_words=many", "most_words is 'many': set it to a whole number."),
        ("default,most_words=2.5", "most_words is '2.5': set it to a whole number."),
        ("default,expand_share=x", "expand_share is 'x': set it to a number."),
        ("default,strategy=best", "strategy is 'best': choose one of sum, mean"),
        (
            "default,typing_cost=1",
            "typing_cost is '1': write start/per_character as numbers, or none.",
        ),
        ("default,typing_cost=a/b", "typing_cost is 'a/b': write start/per_character"),
        ("default,most_words=0", "most_words is 0: set it to a whole number from 1 to 20."),
        ("default,list_gate=much", "list_gate is 'much': set it to a number, or none."),
        ("default,preamble=@/absent", "preamble: the file /absent cannot be read."),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(UnusableVariant, match=sentence):
        named(text)
