"""Where fitted calibrations are kept: one file per model and strategy in the data folder."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

import msgspec
from django.conf import settings

from autocomplete.ranking.calibration import Calibration
from autocomplete.ranking.strategies import Strategy


def calibration_file(model: str, strategy: Strategy) -> Path:
    """The file for a model, whose name may hold slashes and more, and a strategy."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", model)
    return Path(settings.DATA_FOLDER) / "calibrations" / f"{name}.{strategy}.json"


def store(model: str, strategy: Strategy, calibration: Calibration) -> Path:
    """Keep a calibration; sessions that begin after it use it."""
    path = calibration_file(model, strategy)
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".fresh")
    fresh.write_bytes(msgspec.json.encode(calibration))
    fresh.replace(path)
    return path


def fitted(model: str, strategy: Strategy) -> Calibration | None:
    """The calibration for a model and a strategy, or None where none was fitted.

    Raises ValueError for a file that is not one.
    """
    path = calibration_file(model, strategy)
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    return _read(path, changed)


@lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> Calibration:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Calibration)
    except msgspec.MsgspecError as error:
        raise ValueError(
            f"{path} holds no calibration: run `manage.py calibrate` again."
        ) from error
