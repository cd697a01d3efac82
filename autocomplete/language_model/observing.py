"""Who hears of the requests to a model, for figures; the client itself keeps none."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal, Protocol, get_args

from autocomplete.language_model.errors import ModelTimeout, ModelUnavailable, UnusableAnswer

Outcome = Literal["answered", "given_up", "timed_out", "unavailable", "unusable", "kept_back"]
"""How a request ended: ``given_up`` because the person typed on, ``unusable`` with an answer that
cannot be ranked, ``kept_back`` before it went out, by the breaker."""

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


class RequestObserver(Protocol):
    """Told of every request to one model. No method may raise or wait."""

    def began(self) -> None:
        """A request goes out; ``ended`` follows."""
        ...

    def ended(self, outcome: Outcome, seconds: float) -> None: ...

    def kept_back(self) -> None:
        """The breaker let a request not go out."""
        ...

    def used(self, evaluated: int, cached: int) -> None:
        """A step cost so many tokens, and so many of its prompt were in the server's cache."""
        ...


class Unobserved:
    """Nobody hears."""

    def began(self) -> None: ...

    def ended(self, outcome: Outcome, seconds: float) -> None: ...

    def kept_back(self) -> None: ...

    def used(self, evaluated: int, cached: int) -> None: ...


@contextmanager
def observed(observer: RequestObserver, has_succeeded: Callable[[], bool]) -> Iterator[None]:
    """Tell ``observer`` of the request that the block makes, and how it ended."""
    failure: BaseException | None = None
    started = time.perf_counter()
    observer.began()
    try:
        yield
    except BaseException as error:
        failure = error
        raise
    finally:
        outcome = _outcome(failure, succeeded=has_succeeded())
        observer.ended(outcome, time.perf_counter() - started)


def _outcome(failure: BaseException | None, *, succeeded: bool) -> Outcome:
    if isinstance(failure, ModelTimeout):
        return "timed_out"
    if isinstance(failure, ModelUnavailable):
        return "unavailable"
    if isinstance(failure, UnusableAnswer):
        return "unusable"
    # Whoever takes only the first of several steps has been answered.
    return "answered" if failure is None or succeeded else "given_up"
