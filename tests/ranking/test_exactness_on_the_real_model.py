"""On the real model too, the tree's probabilities are those of brute force over its distributions.

Every distribution is asked for with the whole vocabulary, so that nothing is hidden, and every path
that spells the word is followed, however improbable. The server computes in single precision: its
probabilities add up to 1.0001 to 1.0002. They are divided by their sum first, so that what is
compared is exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest

from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.interface import Distribution, Prompt, Token
from autocomplete.ranking.boundaries import ends_word, split_character
from autocomplete.ranking.survey import survey
from autocomplete.ranking.tree import Node

pytestmark = pytest.mark.model

VOCABULARY = 49_152
EXACT = 1e-9


@pytest.fixture
def model(whole_vocabulary: int, real_model: HttpLanguageModel) -> HttpLanguageModel:
    """The embedded model, which shows a session no more than 5,000 alternatives."""
    assert whole_vocabulary == VOCABULARY
    return real_model


async def explore(model: HttpLanguageModel, node: Node, text: bytes, word: bytes) -> None:
    """Ask about every path below ``node``, which spells ``text``, that spells on towards a word."""
    async for step in model.walk(node.prompt, alternatives=VOCABULARY):
        node.feed(normalised(step.distribution))
    for token in asked(node).tokens:
        if word.startswith(text + token.text):
            await explore(model, node.child(token), text + token.text, word)


def normalised(shown: Distribution) -> Distribution:
    whole = shown.end_probability + sum(token.probability for token in shown.tokens)
    assert whole == pytest.approx(1, abs=1e-3), "a part of the vocabulary is missing"
    tokens = tuple(
        Token(token.text, token.logprob - math.log(whole), token.id) for token in shown.tokens
    )
    return replace(shown, tokens=tokens, end_probability=shown.end_probability / whole)


def asked(node: Node) -> Distribution:
    assert node.distribution is not None
    return node.distribution


def marginal(node: Node, rest: bytes) -> float:
    """The probability that a text goes on with ``rest``, added up over all paths."""
    total = 0.0
    for token in asked(node).tokens:
        if token.text.startswith(rest):
            total += token.probability
        elif rest.startswith(token.text):
            total += token.probability * marginal(node.child(token), rest[len(token.text) :])
    return total


def may_end_word(following: bytes) -> bool:
    """Whether a word is complete or may be: the first byte of "—" could also begin a letter."""
    return ends_word(following) or split_character(following) == following


def marginal_of_word(node: Node, rest: bytes, ends: Callable[[bytes], bool]) -> list[float]:
    """The probability that a text goes on with ``rest`` and ends a word: a part for each path."""
    distribution = asked(node)
    if not rest:
        following = (token.probability for token in distribution.tokens if ends(token.text))
        return [distribution.end_probability + sum(following)]
    parts = []
    for token in distribution.tokens:
        if rest.startswith(token.text):
            below = marginal_of_word(node.child(token), rest[len(token.text) :], ends)
            parts += [token.probability * part for part in below]
        elif token.text.startswith(rest) and ends(token.text[len(rest) :]):
            parts.append(token.probability)
    return parts


@pytest.mark.parametrize(
    ("text", "remainder", "word"),
    [
        ("I left my keys", " o", " on"),
        ("I will see you", " a", " at"),
    ],
)
async def test_a_word_s_conditional_probability_is_that_of_brute_force(
    model: HttpLanguageModel, text: str, remainder: str, word: str
) -> None:
    root, typed, spelled = Node(Prompt(text)), remainder.encode(), word.encode()
    await explore(model, root, b"", spelled)
    found = survey(root, typed)
    parts = marginal_of_word(root, spelled, ends_word)
    assert len([part for part in parts if part > 0]) >= 2, "the word has but one spelling"
    whole = marginal(root, typed)
    assert found.agreeing == pytest.approx(whole, abs=EXACT)
    true = sum(parts) / whole
    ending = found.endings[spelled]
    assert ending.wanted / found.wanted == pytest.approx(true, abs=EXACT)
    most = sum(marginal_of_word(root, spelled, may_end_word)) / whole
    assert found.bounds.of(spelled) == pytest.approx((true, most), abs=EXACT)
    # The best path alone falls short of it by the other spellings.
    assert max(parts) / whole < true
