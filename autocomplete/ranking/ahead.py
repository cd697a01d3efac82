"""What to ask about while nobody waits: what the lists behind the likely next keys will need."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterator, Sequence

from autocomplete.ranking.search import Search
from autocomplete.ranking.suggestions import Suggestion
from autocomplete.ranking.tree import Node, spelled

# Beside the likeliest accept, the next letters spare more requests than the other accepts do;
# `manage.py benchmark` prints what looking ahead spares and costs.
LIKELY_BYTES = 4


def searches_ahead(search: Search, items: Sequence[Suggestion]) -> Iterator[Search]:
    """Yield the searches behind the likeliest accept, the likeliest letters, the other accepts.

    ``items`` are what ``search`` has found. Whoever takes one reads the tree from the node that its
    text ends in, first as it is and then, mostly, behind a space. A text that ends inside a token
    has no such node. Each search begins when it is yielded, so it knows what the ones before it
    were fed.
    """
    likeliest = sorted(items, key=lambda item: -item.logprob)
    starts = [
        *_accepted(search, likeliest[:1]),
        *((search.root, search.remainder + byte) for byte in _likely_bytes(search)),
        *_accepted(search, likeliest[1:]),
    ]
    for root, remainder in starts:
        yield Search(root, remainder, search.profile, begun_tokens=search.begun_tokens)


def _accepted(search: Search, items: Sequence[Suggestion]) -> list[tuple[Node, bytes]]:
    """Where the tree is read from when one of the items was taken, without and with a space."""
    ends = (spelled(search.root, search.remainder + item.text.encode()) for item in items)
    return [(end, typed) for end in ends if end is not None for typed in (b"", b" ")]


def _likely_bytes(search: Search) -> list[bytes]:
    """The likeliest next bytes of the text, mostly letters."""
    typed = len(search.remainder)
    masses: defaultdict[bytes, float] = defaultdict(float)
    for leaf in search.found.leaves:
        if len(leaf.text) > typed:
            masses[leaf.text[typed : typed + 1]] += leaf.wanted_mass
    return heapq.nlargest(LIKELY_BYTES, masses, key=lambda byte: masses[byte])
