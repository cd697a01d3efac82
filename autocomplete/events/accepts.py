"""Tells other parts of the site what people accept, while it happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Accepted:
    """Somebody took ``taken`` behind ``typed``; ``session`` is their socket's, drawn by chance."""

    site: int
    profile: str
    session: str
    typed: str
    taken: str


Listener = Callable[[Accepted], None]
_listeners: list[Listener] = []


def subscribe(listener: Listener) -> None:
    """Have ``listener`` called at every accept, on the event loop: it must be quick.

    It decides itself whether the site wants anything kept.
    """
    _listeners.append(listener)


def tell(accepted: Accepted) -> None:
    for listener in _listeners:
        listener(accepted)
