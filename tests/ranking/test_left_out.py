"""Of every text that was found and is not in the list, the ranking says which rule kept it out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.language_model.interface import Distribution, Prompt, Token
from autocomplete.ranking.candidates import rank
from autocomplete.ranking.left_out import LeftOut
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.survey import survey
from autocomplete.ranking.tree import Node
from autocomplete.ranking.typed_past import TypedPast
from autocomplete.ranking.typing_cost import TypingCost
from tests.ranking.made_up import REMAINDERS, token_models
from tests.ranking.token_models import UNLIMITED, TokenModel, searched
from tests.ranking.trees import Shares, feed, follow

PROFILE = Profile(least_characters=2, least_probability=0.01, suggestions=3, diversity=0.0)


def left_out(root: Node, profile: Profile = PROFILE, after: str = "") -> dict[str, LeftOut]:
    notes: list[LeftOut] = []
    rank(survey(root, b""), b"", profile, "model", after=after, left_out=notes)
    return {note.text: note for note in notes}


def reasons(shares: Shares, profile: Profile = PROFILE, after: str = "") -> dict[str, str]:
    root = feed(Node(Prompt("")), shares)
    return {text: note.reason for text, note in left_out(root, profile, after).items()}


def test_what_is_less_probable_than_allowed_is_improbable() -> None:
    assert reasons({" often": 0.9, " seldom": 0.005}) == {" seldom": "improbable"}


def test_the_probability_is_the_one_that_the_rule_looked_at() -> None:
    root = feed(Node(Prompt("")), {" often": 0.9, " seldom": 0.1})
    found = survey(root, b"")
    shown = {item.text: item.prob for item in rank(found, b"", PROFILE, "model").items}
    note = left_out(root, replace(PROFILE, least_probability=0.2))[" seldom"]
    assert note.reason == "improbable"
    assert note.probability == pytest.approx(shown[" seldom"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("s", "too_few_characters"),
        (" so ", "ends_with_space"),
        (" a b c", "too_many_words"),
        (" a\x00b", "unsuitable_characters"),
        (" -.", "no_letters"),
        (" so,", "ends_with_punctuation"),
    ],
)
def test_a_text_that_nobody_could_use_names_the_rule(text: str, reason: str) -> None:
    assert reasons({" good": 0.5, text: 0.3})[text] == reason


def test_half_a_character_is_named_as_such() -> None:
    root = Node(Prompt(""))
    root.feed(Distribution((Token(b" caf\xc3", -0.5), Token(b" tea", -1.5)), 0.0, 200))
    assert left_out(root)[" caf\ufffd"].reason == "half_character"


def test_what_stands_behind_the_caret_is_not_said_twice() -> None:
    found = reasons({" tomorrow": 0.5, " today": 0.4}, after=" tomorrow at nine")
    assert found == {" tomorrow": "behind_caret"}


def test_other_capitals_name_the_spelling_that_stands_for_both() -> None:
    root = feed(Node(Prompt("")), {" Monday": 0.5, " monday": 0.2})
    note = left_out(root)[" monday"]
    assert (note.reason, note.because_of) == ("other_spelling", " Monday")


def test_where_the_list_is_full_the_rest_is_beyond_it() -> None:
    found = reasons({" ab": 0.4, " bc": 0.3, " cd": 0.2, " de": 0.1})
    assert found == {" de": "beyond_count"}


def test_what_only_diversity_keeps_out_names_its_kin() -> None:
    root = feed(Node(Prompt("")), {" will": 0.6, " can": 0.15, " may": 0.14})
    feed(follow(root, " will"), {" be": 0.8})
    assert " will be" not in left_out(root, replace(PROFILE, suggestions=2))
    note = left_out(root, replace(PROFILE, suggestions=2, diversity=0.9))[" will be"]
    assert (note.reason, note.because_of) == ("related", " will")


def test_what_would_save_nobody_a_key_says_so() -> None:
    cost = TypingCost(start=0.0, per_character=0.2)
    profile = replace(PROFILE, strategy="expected_savings", typing_cost=cost)
    assert reasons({" wonderful": 0.8, " no": 0.2}, profile) == {" no": "saves_nothing"}


def test_what_was_typed_past_is_not_called_improbable() -> None:
    past = TypedPast(strength=1.0, reading_ms=0.0)
    past.typed("", 0.0)
    past.showed([" often", " seldom"], 0.0)
    past.typed(" ", 1.0)
    root = feed(Node(Prompt("")), {" often": 0.6, " other": 0.39, " rare": 0.001})
    notes: list[LeftOut] = []
    found = survey(root, b" ", past.belief)
    shown = rank(found, b" ", PROFILE, "model", left_out=notes)
    assert [item.text for item in shown.items] == ["other"]
    assert {note.text: note.reason for note in notes} == {
        "often": "typed_past",
        "rare": "improbable",
    }


@given(model=token_models(), remainder=st.sampled_from(REMAINDERS), count=st.integers(1, 4))
def test_every_ending_is_either_listed_or_left_out_and_the_list_is_the_same(
    model: TokenModel, remainder: bytes, count: int
) -> None:
    profile = replace(UNLIMITED, suggestions=count, most_words=2)
    found = searched(model, remainder, replace(UNLIMITED, token_budget=count)).found
    notes: list[LeftOut] = []
    told = rank(found, remainder, profile, "model", left_out=notes)
    assert told == rank(found, remainder, profile, "model")
    if found.wanted > 0:
        assert len(notes) + len(told.items) == len(found.endings)
