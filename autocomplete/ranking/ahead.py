"""Which nodes are worth asking about while nobody waits: those behind the likely accept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from autocomplete.ranking.suggestions import Suggestion
from autocomplete.ranking.tree import Node, spelled


def unexplored_ends(root: Node, remainder: bytes, items: Sequence[Suggestion]) -> Iterator[Node]:
    """Yield the nodes that the items' texts end in and that were not asked about, likeliest first.

    ``items`` continue ``remainder``, which is read from ``root``. A text that ends inside a token
    has no node.
    """
    for item in sorted(items, key=lambda item: -item.logprob):
        node = spelled(root, remainder + item.text.encode())
        if node is not None and node.distribution is None:
            yield node
