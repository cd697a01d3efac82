"""What to ask about while nobody waits: what the lists behind the likely accepts will need."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from autocomplete.ranking.search import Expansion, Search
from autocomplete.ranking.suggestions import Suggestion
from autocomplete.ranking.tree import Node, spelled


class Ahead:
    """The searches that would follow if a person took one of ``items``, the likeliest first.

    ``items`` are what ``search`` has found. Whoever takes one reads the tree from the node that its
    text ends in, first as it is and then, mostly, behind a space. A text that ends inside a token
    has no such node.
    """

    def __init__(self, search: Search, items: Sequence[Suggestion]) -> None:
        self._profile = search.profile
        self._starts: deque[tuple[Node, bytes]] = deque()
        self._search: Search | None = None
        for item in sorted(items, key=lambda item: -item.logprob):
            end = spelled(search.root, search.remainder + item.text.encode())
            if end is not None:
                self._starts += (end, b""), (end, b" ")

    def next_expansion(self) -> Expansion | None:
        """The next node to ask the model about, or None when nothing is left."""
        while True:
            expansion = self._search.next_expansion() if self._search else None
            if expansion is not None or not self._starts:
                return expansion
            # Only now: what an earlier search has asked may lie behind this item too.
            self._search = Search(*self._starts.popleft(), self._profile)

    def fed(self, expansion: Expansion, evaluated_tokens: int) -> None:
        """Take note that the expansion's node was fed, at this cost in tokens."""
        if self._search is not None:
            self._search.fed(expansion, evaluated_tokens)
