"""Where what was fitted to simulated typing is kept: one file per model and strategy.

An operator's own stand in the data folder; those for the embedded weights come with the package
and serve where the operator has fitted none.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import msgspec
from django.conf import settings

from autocomplete.language_model.weights import CATALOGUE
from autocomplete.ranking.fitted import Fitted
from autocomplete.ranking.strategies import Strategy

SHIPPED = Path(__file__).parent / "shipped_calibrations"


class Kept(msgspec.Struct, frozen=True):
    """What was fitted, for what, and how well it does.

    ``weights_sha256`` is that of embedded weights, None for other servers. ``suggestions`` is how
    many were shown while typing; ``made_on`` is a date, ``made_with`` says how. ``outcomes`` counts
    the shown items that were fitted to, ``held_out`` those that the figures are taken on:
    ``calibration_error`` (expected, 10 bins) and ``brier``, each before and after.
    """

    model: str
    weights_sha256: str | None
    strategy: Strategy
    suggestions: int
    made_on: str
    made_with: str
    outcomes: int
    held_out: int
    calibration_error: tuple[float, float]
    brier: tuple[float, float]
    fitted: Fitted

    def serves(self, model: str, strategy: Strategy) -> bool:
        """Whether it was fitted for this very model, weights included, and strategy."""
        weights = CATALOGUE.get(model)
        return (self.model, self.strategy) == (model, strategy) and (
            self.weights_sha256 is None
            or (weights is not None and weights.sha256 == self.weights_sha256)
        )


def own_folder() -> Path:
    """Where an operator's own are kept."""
    return Path(settings.DATA_FOLDER) / "calibrations"


def calibration_file(model: str, strategy: Strategy, folder: Path) -> Path:
    """The file for a model, whose name may hold slashes and more, and a strategy."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", model)
    return folder / f"{name}.{strategy}.json"


def store(kept: Kept, folder: Path) -> Path:
    """Keep a calibration; sessions that begin after it use it, if ``folder`` is one they read."""
    path = calibration_file(kept.model, kept.strategy, folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".fresh")
    fresh.write_bytes(msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n")
    fresh.replace(path)
    return path


def fitted(model: str, strategy: Strategy) -> Fitted | None:
    """What was fitted for a model and a strategy, or None where nothing was.

    The operator's own wins over what is shipped. Raises ValueError for a file that is not one.
    """
    for folder in (own_folder(), SHIPPED):
        path = calibration_file(model, strategy, folder)
        try:
            changed = path.stat().st_mtime_ns
        except FileNotFoundError:
            continue
        kept = _read(path, changed)
        if kept.serves(model, strategy):
            return kept.fitted
    return None


@lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> Kept:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Kept)
    except msgspec.MsgspecError as error:
        raise ValueError(
            f"{path} holds no calibration: run `manage.py calibrate` again."
        ) from error
