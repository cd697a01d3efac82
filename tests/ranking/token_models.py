"""Small made-up token models whose every path can be listed, to hold the tree against."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from autocomplete.language_model.interface import Distribution, Prompt, Token
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.search import Search
from autocomplete.ranking.tree import Node
from autocomplete.ranking.typed_past import WANTED, Belief

# Follows every path to its end, whatever its mass.
UNLIMITED = Profile(
    expand_share=0.0, token_budget=10**6, most_words=20, least_agreeing=0, least_characters=1,
    least_probability=0.0, suggestions=20,
)  # fmt: skip


@dataclass(frozen=True)
class TokenModel:
    """Tokens with weights that depend on the position; after ``depth`` tokens the text ends.

    ``weights[position][index]`` belongs to ``vocabulary[index]``, the last one to the end token.
    """

    vocabulary: tuple[bytes, ...]
    weights: tuple[tuple[int, ...], ...]

    def distribution(self, path: tuple[Token, ...]) -> Distribution:
        if len(path) >= len(self.weights):
            return Distribution((), 1.0, 1000)
        # The last token shifts the weights, so that paths differ and not only positions do.
        shift = path[-1].id or 0 if path else 0
        row = self.weights[len(path)]
        row = row[shift % len(row) :] + row[: shift % len(row)]
        total = sum(row)
        tokens = [
            Token(text, math.log(weight / total), index)
            for index, (text, weight) in enumerate(zip(self.vocabulary, row, strict=False))
            if weight
        ]
        tokens.sort(key=lambda token: -token.logprob)
        return Distribution(tuple(tokens), row[-1] / total, 1000)

    def texts(self) -> Iterator[tuple[bytes, float]]:
        """Every complete text with its probability, once for each path that spells it."""
        waiting: list[tuple[tuple[Token, ...], bytes, float]] = [((), b"", 1.0)]
        while waiting:
            path, text, mass = waiting.pop()
            distribution = self.distribution(path)
            if distribution.end_probability:
                yield text, mass * distribution.end_probability
            for token in distribution.tokens:
                waiting.append(((*path, token), text + token.text, mass * math.exp(token.logprob)))


def searched(
    model: TokenModel,
    remainder: bytes,
    profile: Profile = UNLIMITED,
    belief: Callable[[bytes], Belief] = lambda _: WANTED,
) -> Search:
    """A search for ``remainder`` that has asked the model all it wants to know."""
    root = Node(Prompt(""))
    search = Search(root, remainder, profile, belief)
    while (expansion := search.next_expansion()) is not None:
        expansion.node.feed(model.distribution(expansion.node.prompt.tokens))
        search.fed(expansion, 1)
    return search
