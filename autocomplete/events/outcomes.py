"""Tells from what is typed next which of the shown suggestions came true."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import IntEnum

# Lists older than so many are given up: what became of them is not known.
MOST_WATCHED = 32
# What stood before the caret is found again by its end, for clients cut off the beginning.
_ANCHOR = 64
# Nobody types further than this past a list without another one.
_FURTHEST = 400


class Outcome(IntEnum):
    """What became of a shown suggestion; the numbers stand in Event.outcomes."""

    NOT_TRUE = 0
    TYPED = 1
    ACCEPTED = 2


Maker = tuple[str, str]
"""The profile and the model that a list came from."""


@dataclass(slots=True)
class _Shown:
    maker: Maker
    text: str
    items: Sequence[tuple[str, float]]
    accepted: set[int] = field(default_factory=set)
    known: dict[int, Outcome] = field(default_factory=dict)


class Watch:
    """The lists that one person was shown; the texts stay in memory and go when they are decided.

    A suggestion came true where the text went on with it and a word ended there, by typing or by
    taking it; it did not where something else was typed. Where the person deletes, moves away or
    stops, it is not known, and nothing is counted.
    """

    def __init__(self) -> None:
        self._shown: OrderedDict[int, _Shown] = OrderedDict()

    def showed(self, id: int, maker: Maker, text: str, items: Sequence[tuple[str, float]]) -> None:
        """Watch the list for input ``id``: suggested texts with their stated probabilities."""
        self._shown[id] = _Shown(maker, text, items)
        if len(self._shown) > MOST_WATCHED:
            self._shown.popitem(last=False)

    def accepted(self, id: int, rank: int) -> None:
        """Somebody took item ``rank`` of the list for input ``id``, or a part of it."""
        shown = self._shown.get(id)
        if shown is not None:
            shown.accepted.add(rank)

    def typed(self, text: str) -> dict[Maker, list[tuple[float, Outcome]]]:
        """What is known now that ``text`` stands before the caret: probabilities and outcomes."""
        decided: defaultdict[Maker, list[tuple[float, Outcome]]] = defaultdict(list)
        for id, shown in list(self._shown.items()):
            since = _typed_since(shown.text, text)
            if since is None:
                del self._shown[id]
                continue
            for rank, (suggested, _) in enumerate(shown.items):
                outcome = _outcome(suggested, since, rank in shown.accepted)
                if outcome is not None:
                    shown.known.setdefault(rank, outcome)
            if len(shown.known) == len(shown.items):
                del self._shown[id]
                decided[shown.maker] += [
                    (shown.items[rank][1], known) for rank, known in sorted(shown.known.items())
                ]
        return decided


def _outcome(suggested: str, since: str, accepted: bool) -> Outcome | None:
    if since.startswith(suggested):
        if accepted:
            return Outcome.ACCEPTED
        if since == suggested:
            return None
        return Outcome.NOT_TRUE if since[len(suggested)].isalnum() else Outcome.TYPED
    return None if suggested.startswith(since) else Outcome.NOT_TRUE


def _typed_since(before: str, now: str) -> str | None:
    """What was added behind ``before``; None where ``now`` does not go on from it."""
    if len(before) <= _ANCHOR:
        return now[len(before) :] if now.startswith(before) else None
    anchor = before[-_ANCHOR:]
    at = now.find(anchor, max(0, len(now) - _ANCHOR - _FURTHEST))
    return now[at + _ANCHOR :] if at >= 0 else None
