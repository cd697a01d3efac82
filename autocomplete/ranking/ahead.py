"""What to ask about while nobody waits: what the lists behind the likely accepts will need."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from autocomplete.ranking.search import Expansion, Search
from autocomplete.ranking.suggestions import Suggestion
from autocomplete.ranking.tree import spelled


class Ahead:
    """The searches that would follow if a person took one of ``items``, the likeliest first.

    ``items`` are what ``search`` has found. Whoever takes one and goes on with a space then reads
    the tree from the node that its text ends in. A text that ends inside a token has no such node.
    """

    def __init__(self, search: Search, items: Sequence[Suggestion]) -> None:
        self._searches: deque[Search] = deque()
        for item in sorted(items, key=lambda item: -item.logprob):
            end = spelled(search.root, search.remainder + item.text.encode())
            if end is not None:
                self._searches.append(Search(end, b"", search.profile))

    def next_expansion(self) -> Expansion | None:
        """The next node to ask the model about, or None when nothing is left."""
        while self._searches:
            expansion = self._searches[0].next_expansion()
            if expansion is not None:
                return expansion
            self._searches.popleft()
        return None

    def fed(self, expansion: Expansion, evaluated_tokens: int) -> None:
        """Take note that the expansion's node was fed, at this cost in tokens."""
        self._searches[0].fed(expansion, evaluated_tokens)
