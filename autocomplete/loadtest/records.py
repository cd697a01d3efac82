"""What one simulated person met: when each input got its first and its final frame."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Record:
    """One person's times in ms, and what went wrong; seconds are on the event loop's clock.

    An input that a newer one overtook counts until the frame of the newer one: the person looked
    at an old list, or at none, until then. ``longest_wait_ms`` is the longest that a person typed
    without any frame for what was typed or something newer.
    """

    first_ms: list[float] = field(default_factory=list)
    final_ms: list[float] = field(default_factory=list)
    inputs: int = 0
    accepts: int = 0
    overtaken: int = 0
    stale_frames: int = 0
    evaluated_tokens: int = 0
    model_requests: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    errors: Counter[str] = field(default_factory=Counter)
    reduced: Counter[str] = field(default_factory=Counter)
    _without_first: dict[int, float] = field(default_factory=dict)
    _without_final: dict[int, float] = field(default_factory=dict)
    _newest_frame: int = -1
    _costs: dict[int, tuple[int, int]] = field(default_factory=dict)

    def typed(self, id: int, now: float) -> None:
        """Take note that an input was sent."""
        self.inputs += 1
        self._without_first[id] = self._without_final[id] = now

    def frame(
        self, id: int, now: float, *, final: bool, cost: tuple[int, int], reduced: str | None
    ) -> None:
        """Take note of a list for an input; ``cost`` is its tokens and requests up to now."""
        if id < self._newest_frame:
            self.stale_frames += 1
            return
        self._newest_frame = id
        self._costs[id] = cost
        self.first_ms += _ended(self._without_first, id, now)
        if final:
            waited = _ended(self._without_final, id, now)
            self.overtaken += len(waited) - 1 if waited else 0
            self.final_ms += waited
            if reduced is not None:
                self.reduced[reduced] += 1

    def error(self, code: str, id: int | None, now: float) -> None:
        """Take note of an error, which is an answer too: nothing more comes for that input."""
        self.errors[code] += 1
        if id is not None:
            _ended(self._without_first, id, now)
            _ended(self._without_final, id, now)

    def stop(self, now: float) -> None:
        """The person has stopped: what is unanswered has waited until now, and counts."""
        newest = max(self._without_final, default=-1)
        self.first_ms += _ended(self._without_first, newest, now)
        self.final_ms += _ended(self._without_final, newest, now)
        self.evaluated_tokens = sum(tokens for tokens, _ in self._costs.values())
        self.model_requests = sum(requests for _, requests in self._costs.values())

    @property
    def waits(self) -> bool:
        """Whether a final list is still to come."""
        return bool(self._without_final)

    @property
    def longest_wait_ms(self) -> float:
        return max(self.first_ms, default=0.0)


def _ended(waiting: dict[int, float], id: int, now: float) -> list[float]:
    """How long all up to ``id`` have waited, in ms, which wait no longer."""
    ended = [older for older in waiting if older <= id]
    return [(now - waiting.pop(older)) * 1000 for older in ended]


def percentile(values: list[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of them lie; NaN of none."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, math.ceil(share * len(ordered)) - 1 if share else 0)]


def jain_index(shares: list[float]) -> float:
    """How equal shares are: 1 where all are, 1/n where one has it all; NaN of none.

    Jain, Chiu and Hawe, A quantitative measure of fairness, DEC-TR-301, 1984.
    """
    squares = sum(share**2 for share in shares)
    return sum(shares) ** 2 / (len(shares) * squares) if squares else math.nan
