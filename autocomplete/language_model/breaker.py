"""A circuit breaker: a model that keeps failing is left alone for a while, then tried with care."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import Literal

State = Literal["closed", "open", "half_open"]

# One slow answer or a restart of the server is no outage; nobody should wait for a sixth time-out.
FAILURES_TO_OPEN = 5
FIRST_PAUSE_S = 1.0
LONGEST_PAUSE_S = 60.0
# Up to so much is taken off a pause at random, lest all processes try the server at once.
JITTER = 0.25
# While one request tries the server, the others are told to come back after this long; and if that
# one is given up, for the person typed on, the next may go after as long.
TRIAL_S = 1.0
# Whoever gave a request up only after this long has waited in vain: people who type would otherwise
# never let a server that hangs run into its time-out.
IN_VAIN_S = 5.0


class CircuitOpen(Exception):
    """No request may go out for ``wait_s`` seconds."""

    def __init__(self, wait_s: float) -> None:
        super().__init__(f"No request may go out for {wait_s:.1f} s.")
        self.wait_s = wait_s


class Breaker:
    """Closed while requests succeed; open after FAILURES_TO_OPEN failures in a row.

    When the pause is over, exactly one request is admitted (half open). Its success closes the
    breaker, its failure opens it for twice as long, up to LONGEST_PAUSE_S. A server that names a
    pause itself opens it at once, for at least that long.

    ``clock`` tells seconds that never go back, ``draw`` a random number from 0 to 1.
    """

    def __init__(
        self,
        *,
        clock: Callable[[], float] = time.monotonic,
        draw: Callable[[], float] = random.random,
    ) -> None:
        self._clock = clock
        self._draw = draw
        self._failures = 0
        self._pause_s = 0.0
        self._open_until: float | None = None
        self._trial: Admission | None = None
        self.last_success: float | None = None

    @property
    def state(self) -> State:
        """``half_open`` also while the request that may go out now has not come yet."""
        if self._open_until is None:
            return "closed"
        return "open" if self._clock() < self._open_until else "half_open"

    @property
    def admits(self) -> bool:
        """Whether a request may go out now."""
        return self.state == "closed" or (self.state == "half_open" and self._trial is None)

    def succeeded_within(self, seconds: float) -> bool:
        """Tell whether a request succeeded in the last ``seconds``, and none has failed since."""
        if self.last_success is None or self._failures:
            return False
        return self._clock() - self.last_success < seconds

    def admit(self) -> Admission:
        """Let one request out. Raises CircuitOpen while none may go.

        The caller must end the admission with ``succeeded``, ``failed`` or ``close``.
        """
        if not self.admits:
            left = (self._open_until or 0.0) - self._clock()
            raise CircuitOpen(left if left > 0 else TRIAL_S)
        admission = Admission(self)
        if self.state == "half_open":
            self._trial = admission
        return admission

    def _succeeded(self) -> None:
        self.last_success = self._clock()
        self._failures = 0
        self._pause_s = 0.0
        self._open_until = None
        self._trial = None

    def _failed(self, admission: Admission, pause_s: float | None) -> None:
        self._failures += 1
        is_trial = admission is self._trial
        if is_trial:
            self._trial = None
        elif self._open_until is not None and pause_s is None:
            return  # It set out before the breaker opened, and tells nothing new.
        if is_trial or pause_s is not None or self._failures >= FAILURES_TO_OPEN:
            self._pause_s = min(max(FIRST_PAUSE_S, 2 * self._pause_s), LONGEST_PAUSE_S)
            pause = max(self._pause_s * (1 - JITTER * self._draw()), pause_s or 0.0)
            self._open_until = max(self._open_until or 0.0, self._clock() + pause)

    def _given_up(self, admission: Admission, waited_s: float) -> None:
        if waited_s >= IN_VAIN_S:
            self._failed(admission, None)
        elif admission is self._trial:
            self._trial = None
            self._open_until = self._clock() + TRIAL_S


class Admission:
    """Leave for one request; its outcome counts once."""

    def __init__(self, breaker: Breaker) -> None:
        self._breaker = breaker
        self._since = breaker._clock()
        self._ended = False
        self.has_succeeded = False

    def succeeded(self) -> None:
        """The model answered."""
        if not self._ended:
            self._ended = self.has_succeeded = True
            self._breaker._succeeded()

    def failed(self, pause_s: float | None = None) -> None:
        """The model could not be asked; ``pause_s`` is what its server named, if it did."""
        if not self._ended:
            self._ended = True
            self._breaker._failed(self, pause_s)

    def close(self) -> None:
        """End without an outcome, as when the person typed on; nothing if there was one.

        After IN_VAIN_S that is a failure all the same.
        """
        if not self._ended:
            self._ended = True
            self._breaker._given_up(self, self._breaker._clock() - self._since)
