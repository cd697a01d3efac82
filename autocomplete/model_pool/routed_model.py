"""One model of a route, as a typing session asks it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from autocomplete.language_model.errors import ModelError
from autocomplete.language_model.interface import LanguageModel
from autocomplete.model_pool.model_use import ModelUse
from autocomplete.ranking.fitted import Fitted
from autocomplete.ranking.strategies import Strategy

Calibrations = Callable[[str, Strategy], Fitted | None]


def uncalibrated(model: str, strategy: Strategy) -> Fitted | None:
    """No calibration for any model: probabilities are stated as the model has them."""
    return None


class Notes(Protocol):
    """Who hears what becomes of a larger model, since the people who type do not."""

    def note_failure(self, error: ModelError) -> None: ...

    def note_answer(self) -> None: ...

    def note_uncalibrated(self, model: str, strategy: Strategy) -> None:
        """Its lists cannot be compared with another model's, so it is not asked."""
        ...


@dataclass(frozen=True, slots=True)
class RoutedModel:
    """A model, the lane of its server that this session asks on, and who else uses it.

    ``use`` is shared by all sessions that ask the same model.
    """

    model: LanguageModel
    notes: Notes
    lane: int = 0
    use: ModelUse = field(default_factory=ModelUse)
