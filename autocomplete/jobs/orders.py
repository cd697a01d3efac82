"""What is ordered and what comes of it, as jobs keep it."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from autocomplete.evaluation.figures import Figures
from autocomplete.evaluation.items import Half
from autocomplete.publishing.profile_values import profile_of
from autocomplete.ranking.profile import Profile


class ChosenProfile(msgspec.Struct, frozen=True):
    """A profile as it was when the job was ordered, under the ``name`` that reports show."""

    name: str
    values: dict[str, Any]

    @property
    def profile(self) -> Profile:
        """Raises ValueError for values that make no profile in this release."""
        return profile_of(self.name, self.values)


class EvaluationOrder(msgspec.Struct, frozen=True):
    """Profiles to measure; ``suggestions`` (1 to 20) takes the place of each profile's own.

    The job holds the texts of the ``half`` only. ``texts_digest`` tells runs on the same texts from
    others. ``greedy`` is the baseline of that name, beside the profiles.
    """

    profiles: tuple[ChosenProfile, ...]
    texts_digest: str
    suggestions: int | None = None
    half: Half | None = None
    contexts: bool = False
    greedy: bool = True


class MeasuredRow(msgspec.Struct, frozen=True):
    """One row of an evaluation's figures."""

    suggester: str
    figures: Figures


class TuningOrder(msgspec.Struct, frozen=True):
    """A profile to start from and the most tokens a keystroke may cost, on average."""

    start: ChosenProfile
    tokens_per_keystroke: float
    trials: int
    seed: int


def texts_digest(texts: object) -> str:
    """A short name for exactly these texts."""
    return hashlib.sha256(msgspec.json.encode(texts)).hexdigest()[:8]
