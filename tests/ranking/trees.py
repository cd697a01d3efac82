"""Small trees with chosen probabilities, and searches that are answered by a function."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from autocomplete.language_model.interface import Distribution, Token, concatenated
from autocomplete.ranking.candidates import rank
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.search import Search
from autocomplete.ranking.suggestions import Suggestion
from autocomplete.ranking.survey import survey
from autocomplete.ranking.tree import Node

Shares = Mapping[str, float]


def distribution(shares: Shares, *, end: float = 0.0, asked_for: int = 200) -> Distribution:
    """Tokens with these probabilities; what is missing to 1 was not shown."""
    ordered = sorted(shares.items(), key=lambda item: -item[1])
    tokens = tuple(Token(text.encode(), math.log(share)) for text, share in ordered)
    return Distribution(tokens, end, asked_for)


def feed(node: Node, shares: Shares, *, end: float = 0.0, asked_for: int = 200) -> Node:
    node.feed(distribution(shares, end=end, asked_for=asked_for))
    return node


def follow(node: Node, *texts: str) -> Node:
    """The node behind a path of alternatives, named by their texts."""
    for text in texts:
        assert node.distribution is not None
        [token] = [token for token in node.distribution.tokens if token.text == text.encode()]
        node = node.child(token)
    return node


def ranked(root: Node, remainder: str, profile: Profile) -> tuple[Suggestion, ...]:
    typed = remainder.encode()
    return rank(survey(root, typed), typed, profile, "model").items


def asked(
    search: Search, answer: Callable[[str], Shares], *, cost: int = 1
) -> list[tuple[str, int]]:
    """Answer all that a search wants to know; the paths it asked about, with how many alternatives.

    ``answer`` gets a path's text. Each answer costs ``cost`` tokens.
    """
    questions: list[tuple[str, int]] = []
    while (expansion := search.next_expansion()) is not None:
        path = concatenated(expansion.node.prompt.tokens).decode()
        questions.append((path, expansion.alternatives))
        assert len(questions) < 1000, "the search does not end"
        feed(expansion.node, answer(path), asked_for=expansion.alternatives)
        search.fed(expansion, cost)
    return questions
