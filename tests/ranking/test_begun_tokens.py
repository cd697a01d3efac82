"""Half-typed words are looked up by what is typed of them, where the model can tell so."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autocomplete.language_model.interface import Distribution, Prompt, Token
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.search import Expansion, Search
from autocomplete.ranking.tree import Node
from tests.ranking.made_up import REMAINDERS, token_models
from tests.ranking.test_exactness import marginal, marginal_of_words
from tests.ranking.token_models import UNLIMITED, TokenModel
from tests.ranking.trees import feed

ROUNDING = 1e-9
PROFILE = Profile(least_agreeing=3, token_budget=4)
SHARES = {" a": 0.5, " the": 0.2, " to": 0.1, " zoo": 0.001}


def answer(model: TokenModel, expansion: Expansion, shown: int) -> Distribution:
    """So many of the likeliest tokens, or of those that agree with what is begun."""
    whole = model.distribution(expansion.node.prompt.tokens)
    if expansion.begun is None:
        return replace(whole, tokens=whole.tokens[:shown], asked_for=expansion.alternatives)
    text = expansion.begun.text
    agreeing = [
        token
        for token in whole.tokens
        if token.text.startswith(text) or text.startswith(token.text)
    ]
    hidden = len(agreeing[shown:]) * agreeing[shown - 1].probability if agreeing[shown:] else 0.0
    return Distribution(tuple(agreeing[:shown]), 0.0, shown, begun=text, hidden=hidden)


def searched(model: TokenModel, remainder: bytes, profile: Profile, shown: int) -> Search:
    search = Search(Node(Prompt("")), remainder, profile, begun_tokens=True)
    asked = set()
    while (expansion := search.next_expansion()) is not None:
        question = (expansion.node.prompt, expansion.alternatives, expansion.begun)
        assert question not in asked, "the same was asked twice"
        asked.add(question)
        expansion.node.feed(answer(model, expansion, shown))
        search.fed(expansion, 1)
    return search


@given(
    model=token_models(),
    remainder=st.sampled_from(REMAINDERS),
    token_budget=st.integers(0, 8),
    shown=st.integers(1, 3),
)
def test_the_true_probability_lies_between_the_bounds(
    model: TokenModel, remainder: bytes, token_budget: int, shown: int
) -> None:
    profile = replace(UNLIMITED, token_budget=token_budget, least_agreeing=100)
    found = searched(model, remainder, profile, shown).found
    typed = marginal(model, remainder)
    least, most = found.bounds.total
    assert least - ROUNDING <= typed <= most + ROUNDING
    for text in found.endings:
        lower, upper = found.bounds.of(text)
        if typed > ROUNDING:
            true = marginal_of_words(model, text) / typed
            assert lower - ROUNDING <= true <= upper + ROUNDING


def test_a_half_word_that_few_alternatives_agree_with_is_asked_for_by_its_letters() -> None:
    root = feed_numbered(Node(Prompt("")))
    expansion = Search(root, b" z", PROFILE, begun_tokens=True).next_expansion()
    assert expansion is not None and expansion.node is root
    assert expansion.begun is not None
    assert expansion.begun.text == b" z"
    assert expansion.begun.known.text == b" a"
    assert expansion.alternatives == PROFILE.alternatives
    assert expansion.prompt.begun == expansion.begun


def test_what_is_found_joins_what_was_known_in_the_order_of_probability() -> None:
    root = feed_numbered(Node(Prompt("")))
    word_end = root.word_end
    root.feed(begun(" z", {" zebra": 0.01, " zoo": 0.001}))
    assert [token.text for token, _ in root.alternatives] == [
        b" a", b" the", b" to", b" zebra", b" zoo",
    ]  # fmt: skip
    assert root.distribution is not None
    assert len(root.distribution.tokens) == 5
    assert root.unseen == pytest.approx(1 - 0.811)
    # Those that were looked for by their beginning say nothing of how often a word ends here.
    assert root.word_end == word_end


@pytest.mark.parametrize(("typed", "asks"), [(" z", False), (" ze", False), (" y", True)])
def test_what_was_looked_for_is_not_asked_about_again_nor_with_more_letters(
    typed: str, asks: bool
) -> None:
    root = feed_numbered(Node(Prompt("")))
    root.feed(begun(" z", {" zebra": 0.01}))
    profile = replace(PROFILE, expand_share=1.0)
    expansion = Search(root, typed.encode(), profile, begun_tokens=True).next_expansion()
    assert (expansion is not None and expansion.begun is not None) == asks


def test_more_letters_are_asked_about_where_the_list_for_fewer_was_too_short() -> None:
    root = feed_numbered(Node(Prompt("")))
    root.feed(begun(" z", {" zebra": 0.01}, hidden=0.05))
    expansion = Search(root, b" ze", PROFILE, begun_tokens=True).next_expansion()
    assert expansion is not None and expansion.begun is not None
    assert expansion.begun.text == b" ze"


def test_without_an_alternative_to_measure_by_more_of_them_are_asked_for() -> None:
    root = feed(Node(Prompt("")), {" a": 0.5})  # Its tokens have no numbers.
    expansion = Search(root, b" z", PROFILE, begun_tokens=True).next_expansion()
    assert expansion is not None
    assert (expansion.begun, expansion.alternatives) == (None, PROFILE.wide_alternatives)


def test_asking_by_letters_counts_against_the_budget() -> None:
    root = feed_numbered(Node(Prompt("")))
    profile = replace(PROFILE, token_budget=1, expand_share=1.0)
    search = Search(root, b" z", profile, begun_tokens=True)
    expansion = search.next_expansion()
    assert expansion is not None and expansion.begun is not None
    root.feed(begun(" z", {" zebra": 0.01}))
    search.fed(expansion, 1)
    assert search.spent == 1
    assert search.next_expansion() is None


def test_a_wider_answer_replaces_what_was_found_by_letters() -> None:
    root = feed_numbered(Node(Prompt("")))
    root.feed(begun(" z", {" zebra": 0.01}))
    feed(root, {" a": 0.5, " the": 0.2}, asked_for=5000)
    assert len(root.alternatives) == 2
    assert root.unshown(b" z")[0] == pytest.approx(0.3)


def test_a_question_is_answered_by_one_that_has_fewer_letters_of_the_same() -> None:
    root = feed_numbered(Node(Prompt("")))
    assert root.distribution is not None
    plain = Expansion(root, 200)
    z, ze, y = (
        Expansion(root, 200, root.distribution.begun_by(text)) for text in (b" z", b" ze", b" y")
    )
    assert ze.answered_by(z) and z.answered_by(z)
    assert not z.answered_by(ze)
    assert not y.answered_by(z)
    assert not z.answered_by(plain)
    assert not plain.answered_by(z)
    assert plain.answered_by(plain)


def feed_numbered(node: Node) -> Node:
    """Three alternatives with numbers; a fifth of the mass is not shown."""
    shares = {text: share for text, share in SHARES.items() if text != " zoo"}
    node.feed(Distribution(tuple(numbered(shares)), 0.0, 200))
    return node


def begun(text: str, shares: dict[str, float], hidden: float = 0.0) -> Distribution:
    tokens = tuple(numbered(shares, first=100))
    return Distribution(tokens, 0.0, 200, begun=text.encode(), hidden=hidden)


def numbered(shares: dict[str, float], first: int = 0) -> list[Token]:
    node = feed(Node(Prompt("")), shares)
    assert node.distribution is not None
    return [
        Token(token.text, token.logprob, number)
        for number, token in enumerate(node.distribution.tokens, start=first)
    ]
