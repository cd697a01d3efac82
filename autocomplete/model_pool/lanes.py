"""Which of a model server's prompt caches each typing session uses."""

from __future__ import annotations


class Lanes:
    """Hands out lane numbers from 0 to ``count`` - 1, always one that fewest sessions use.

    A session that stays on one lane finds its own text in that lane's cache; two sessions on one
    lane read each other's out of it.
    """

    def __init__(self, count: int) -> None:
        self._users = [0] * count

    def take(self) -> int:
        lane = self._users.index(min(self._users))
        self._users[lane] += 1
        return lane

    def give_back(self, lane: int) -> None:
        self._users[lane] -= 1
