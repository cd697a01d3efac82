"""Who of this process uses the model now: searches come before exploring ahead, whoever types."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from autocomplete.model_pool.turns import Turns

# No bound for a model that one person asks.
UNBOUNDED = 1_000


class ModelUse:
    """Counts the searches under way on one model and ends all exploring when one begins.

    ``began`` hears of each search, for those who give way in other processes. ``turns`` lets
    ``at_once`` requests to the model at a time.
    """

    def __init__(self, began: Callable[[], None] | None = None, at_once: int = UNBOUNDED) -> None:
        self.turns = Turns(at_once)
        self._searches = 0
        self._began = began
        self._stops: list[Callable[[], None]] = []

    @property
    def searches(self) -> int:
        """How many are under way."""
        return self._searches

    def busy(self) -> bool:
        """Whether anybody searches."""
        return self._searches > 0

    @contextmanager
    def searching(self) -> Iterator[None]:
        """Count one more search until the block is left."""
        if self._began is not None:
            self._began()
        for stop in self._stops:
            stop()
        self._searches += 1
        try:
            yield
        finally:
            self._searches -= 1

    @contextmanager
    def exploring(self, stop: Callable[[], None]) -> Iterator[None]:
        """Have ``stop`` called whenever a search begins before the block is left."""
        self._stops.append(stop)
        try:
            yield
        finally:
            self._stops.remove(stop)
