"""What a job asks of whoever works on it, and what it tells them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from autocomplete.evaluation.items import Item
from autocomplete.language_model.sampling import SamplingModel


class CannotWork(Exception):
    """The job cannot be done as it was ordered; the message says why."""


class Steps(Protocol):
    """The results of steps: those kept by whoever worked on the job before, and new ones."""

    async def keep(self, key: str, result: bytes) -> None:
        """Keep one for good; no key twice."""
        ...

    def get(self, key: str) -> bytes | None: ...


@dataclass(slots=True)
class Progress:
    """How far a job is, in its own unit, and what it does now."""

    done: int = 0
    total: int = 0
    now: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A job as its kind sees it: no database, no lease."""

    texts: tuple[Item, ...]
    model: SamplingModel
    steps: Steps
    progress: Progress = field(default_factory=Progress)


class StepsInMemory:
    """For a run that nobody goes on with: what it kept ends with the process."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    async def keep(self, key: str, result: bytes) -> None:
        self._kept[key] = result

    def get(self, key: str) -> bytes | None:
        return self._kept.get(key)
