"""What a calibration goes by: an item's own probability and the best other one's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autocomplete.language_model.interface import Prompt
from autocomplete.ranking.calibration import Calibration
from autocomplete.ranking.candidates import Ranking, rank
from autocomplete.ranking.fitted import Fitted
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.survey import survey
from autocomplete.ranking.tree import Node
from autocomplete.ranking.typing_cost import TypingCost
from tests.ranking.trees import feed

ROOT = feed(Node(Prompt("")), {" of": 0.5, " the": 0.3, " a": 0.2})
# One minus the probability that is claimed: nothing else could be mistaken for it.
TURNED = Fitted(Calibration((0.0, -1.0, 0.0, 0.0, 0.0)), TypingCost(1.0, 0.2))


def ranked(profile: Profile, fitted: Fitted | None = None) -> Ranking:
    return rank(survey(ROOT, b""), b"", profile, "model", fitted)


def test_the_runner_up_of_an_item_is_the_most_probable_other_one() -> None:
    claims = ranked(Profile()).claims
    assert [claim.characters for claim in claims] == [3, 4, 2]
    assert [claim.probability for claim in claims] == pytest.approx([0.45, 0.27, 0.18])
    assert [claim.runner_up for claim in claims] == pytest.approx([0.27, 0.45, 0.45])


def test_the_runner_up_counts_though_it_is_not_shown() -> None:
    several = ranked(Profile(suggestions=5)).claims
    assert ranked(Profile(suggestions=1)).claims == several[:1]


def test_without_any_other_the_runner_up_has_no_probability() -> None:
    root = feed(Node(Prompt("")), {" of": 1.0})
    [claim] = rank(survey(root, b""), b"", Profile(), "model").claims
    assert claim.runner_up == 0.0


def test_a_calibration_states_the_probabilities_and_leaves_the_order_alone() -> None:
    plain, turned = ranked(Profile()), ranked(Profile(), TURNED)
    assert [item.text for item in turned.items] == [item.text for item in plain.items]
    assert [item.logprob for item in turned.items] == [item.logprob for item in plain.items]
    for before, after in zip(plain.items, turned.items, strict=True):
        assert after.prob == pytest.approx(1 - before.prob)


def test_the_learned_typing_cost_decides_what_is_expected_to_save_most() -> None:
    profile = Profile(strategy="expected_savings", suggestions=1)
    per_text = replace(TURNED, typing_cost=TypingCost(4.0, 0.0))
    per_character = replace(TURNED, typing_cost=TypingCost(0.0, 0.9))
    longer = feed(Node(Prompt("")), {" of": 0.4, " understanding": 0.3})
    found = survey(longer, b"")
    for fitted, best in ((per_text, " of"), (per_character, " understanding")):
        [item] = rank(found, b"", profile, "model", fitted).items
        assert item.text == best
