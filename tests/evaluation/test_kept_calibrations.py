"""Fitted calibrations are kept, found again, and used by sessions that begin afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from autocomplete.calibrations import calibration_file, fitted, store
from autocomplete.ranking.calibration import Calibration

ONE = Calibration((0.0, 1.0, 0.0, 0.0, 0.0))
OTHER = Calibration((0.5, 1.0, 0.0, 0.0, 0.0), ((0.1, 0.05), (0.9, 0.8)))


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path) -> Iterator[Path]:
    with override_settings(DATA_FOLDER=tmp_path):
        yield tmp_path


def test_what_was_kept_is_found_again() -> None:
    store("some/model:1b", "sum", OTHER)
    assert fitted("some/model:1b", "sum") == OTHER


def test_a_model_and_a_strategy_without_one_have_none() -> None:
    store("a", "sum", ONE)
    assert fitted("a", "mean") is None
    assert fitted("b", "sum") is None


def test_a_newer_one_replaces_the_older() -> None:
    store("a", "sum", ONE)
    assert fitted("a", "sum") == ONE
    store("a", "sum", OTHER)
    assert fitted("a", "sum") == OTHER


def test_a_damaged_file_says_what_to_do(data_folder: Path) -> None:
    store("a", "sum", ONE)
    calibration_file("a", "sum").write_text("{}")
    with pytest.raises(ValueError, match=r"run `manage.py calibrate` again"):
        fitted("a", "sum")


def test_a_name_cannot_leave_the_folder(data_folder: Path) -> None:
    assert store("../../a", "sum", ONE).parent == data_folder / "calibrations"
