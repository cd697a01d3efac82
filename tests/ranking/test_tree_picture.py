"""The picture of the tree: its heaviest paths, what became of each, and the mass of the rest."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.language_model.interface import Prompt
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.search import Search
from autocomplete.ranking.tree import Node
from autocomplete.ranking.tree_picture import MOST_NODES, PictureNode, picture
from tests.ranking.made_up import REMAINDERS, token_models
from tests.ranking.token_models import UNLIMITED, TokenModel, searched
from tests.ranking.trees import Shares, asked, feed

PROFILE = Profile(token_budget=100, expand_share=0.2, most_words=1, least_agreeing=0)
WORDS: dict[str, Shares] = {
    "": {" the": 0.5, " to": 0.3, " a": 0.1, ".": 0.1},
    " the": {" end": 0.9, ".": 0.1},
    " to": {"day": 0.9, "morrow": 0.1},
}


def drawn(remainder: str = "", profile: Profile = PROFILE) -> dict[str, PictureNode]:
    search = Search(Node(Prompt("")), remainder.encode(), profile)
    asked(search, lambda path: WORDS.get(path, {".": 1.0}))
    return {node.spelled: node for node in picture(search) if node.state != "others"}


def test_there_is_no_picture_before_the_first_answer() -> None:
    assert picture(Search(Node(Prompt("")), b"", PROFILE)) == ()


def test_each_node_tells_what_became_of_it() -> None:
    found = drawn()
    assert found[" the"].state == found[" to"].state == "asked"
    assert found[" a"].state == found["."].state == "light"
    assert found[" the end"].state == "complete"


def test_what_the_budget_left_undone_is_open() -> None:
    found = drawn(profile=replace(PROFILE, token_budget=1))
    assert (found[" the"].state, found[" to"].state) == ("asked", "open")


def test_nodes_are_tokens_with_their_own_log_probabilities_and_the_shares_of_their_paths() -> None:
    node = drawn()[" today"]
    assert node.text == "day"
    assert node.logprob == pytest.approx(-0.10536, abs=1e-5)
    assert node.share == pytest.approx(0.27)


def test_only_what_agrees_with_the_typed_text_is_drawn() -> None:
    found = drawn(" t")
    assert {" the", " to", " the end", " the.", " today", " tomorrow"} < set(found)
    assert all(text.startswith(" t") for text in found if text)


def test_shares_are_conditional_on_what_is_typed() -> None:
    found = drawn(" t")
    assert found[" the"].share + found[" to"].share == pytest.approx(1.0)
    assert found[" the"].share == pytest.approx(0.5 / 0.8)


def test_what_is_not_drawn_is_counted_and_keeps_its_mass() -> None:
    root = feed(Node(Prompt("")), {f" {letter}x": 0.04 for letter in "abcdefghijklmnopqrst"})
    nodes = picture(Search(root, b"", PROFILE))
    [others] = [node for node in nodes if node.state == "others"]
    assert (others.parent, others.hidden) == (0, 13)
    assert others.share == pytest.approx(1 - 7 * 0.04)


def test_a_wide_tree_is_drawn_within_bounds() -> None:
    profile = replace(PROFILE, expand_share=0.0, most_words=20)
    search = Search(Node(Prompt("")), b"", profile)
    asked(search, lambda _: {f" {letter}x": 0.1 for letter in "abcdefghij"})
    nodes = picture(search)
    tokens = [node for node in nodes if node.state != "others"]
    parents = {node.parent for node in tokens}
    assert MOST_NODES / 2 < len(tokens) <= MOST_NODES
    assert len(nodes) - len(tokens) <= len(parents) + MOST_NODES


@given(model=token_models(), remainder=st.sampled_from(REMAINDERS), token_budget=st.integers(0, 20))
def test_the_children_of_every_node_share_its_mass(
    model: TokenModel, remainder: bytes, token_budget: int
) -> None:
    search = searched(model, remainder, replace(UNLIMITED, token_budget=token_budget))
    nodes = picture(search)
    sums: defaultdict[int, float] = defaultdict(float)
    for at, node in enumerate(nodes):
        if node.parent is not None:
            assert node.parent < at
            sums[node.parent] += node.share
    for at, total in sums.items():
        # A rest lighter than this is not drawn.
        assert total == pytest.approx(nodes[at].share, abs=0.002 + 1e-9)
