"""What was fitted is kept, found again, and used for its own model and strategy alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from django.test import override_settings

from autocomplete import calibrations
from autocomplete.calibrations import SHIPPED, Kept, calibration_file, fitted, own_folder, store
from autocomplete.language_model.weights import CATALOGUE, DEFAULT
from autocomplete.ranking.calibration import Calibration
from autocomplete.ranking.fitted import Fitted
from autocomplete.ranking.profile import DEFAULT_PROFILE
from autocomplete.ranking.strategies import Strategy
from autocomplete.ranking.typing_cost import TypingCost

ONE = Fitted(Calibration((0.0, 1.0, 0.0, 0.0, 0.0)), TypingCost(1.5, 0.25))
OTHER = Fitted(
    Calibration((0.5, 1.0, 0.0, 0.0, 0.0), ((0.1, 0.05), (0.9, 0.8))), TypingCost(1.7, 0.3)
)


def kept(
    model: str, fitted: Fitted, *, strategy: Strategy = "sum", sha256: str | None = None
) -> Kept:
    return Kept(
        model=model, weights_sha256=sha256, strategy=strategy, suggestions=5,
        made_on="2026-01-01", made_with="by hand", outcomes=100, held_out=100,
        calibration_error=(0.04, 0.02), brier=(0.1, 0.09), fitted=fitted,
    )  # fmt: skip


def keep(model: str, fitted: Fitted, *, sha256: str | None = None) -> Path:
    return store(kept(model, fitted, sha256=sha256), own_folder())


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path) -> Iterator[Path]:
    with override_settings(DATA_FOLDER=tmp_path):
        yield tmp_path


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shipped"
    monkeypatch.setattr(calibrations, "SHIPPED", folder)
    return folder


def test_what_was_kept_is_found_again() -> None:
    keep("some/model:1b", OTHER)
    assert fitted("some/model:1b", "sum") == OTHER


def test_a_model_and_a_strategy_without_one_have_none() -> None:
    keep("a", ONE)
    assert fitted("a", "mean") is None
    assert fitted("b", "sum") is None


def test_a_model_whose_file_has_the_same_name_is_not_served() -> None:
    keep("a/b", ONE)
    assert calibration_file("a:b", "sum", own_folder()).exists()
    assert fitted("a:b", "sum") is None


def test_a_newer_one_replaces_the_older() -> None:
    keep("a", ONE)
    assert fitted("a", "sum") == ONE
    keep("a", OTHER)
    assert fitted("a", "sum") == OTHER


def test_what_is_shipped_serves_until_the_operator_has_fitted_another(shipped: Path) -> None:
    store(kept(DEFAULT.name, ONE, sha256=DEFAULT.sha256), shipped)
    assert fitted(DEFAULT.name, "sum") == ONE
    keep(DEFAULT.name, OTHER)
    assert fitted(DEFAULT.name, "sum") == OTHER


@pytest.mark.parametrize("model", [DEFAULT.name, "unknown"])
def test_what_was_fitted_to_other_weights_of_the_same_name_serves_nobody(
    model: str, shipped: Path
) -> None:
    store(kept(model, ONE, sha256="0" * 64), shipped)
    keep(model, ONE, sha256="0" * 64)
    assert fitted(model, "sum") is None


def test_the_package_has_one_for_its_own_weights_and_default_strategy() -> None:
    found = fitted(DEFAULT.name, DEFAULT_PROFILE.strategy)
    assert found is not None
    assert 1 < found.typing_cost.start < 3
    assert 0 < found.typing_cost.per_character < 1


def test_everything_that_is_shipped_fits_weights_that_are_offered_and_improved_the_error() -> None:
    files = sorted(SHIPPED.glob("*.json"))
    assert files
    for file in files:
        found = msgspec.json.decode(file.read_bytes(), type=Kept)
        assert file == calibration_file(found.model, found.strategy, SHIPPED)
        assert found.weights_sha256 == CATALOGUE[found.model].sha256
        assert found.calibration_error[1] < min(0.03, found.calibration_error[0])


def test_a_damaged_file_says_what_to_do() -> None:
    keep("a", ONE).write_text("{}")
    with pytest.raises(ValueError, match=r"run `manage.py calibrate` again"):
        fitted("a", "sum")


def test_a_name_cannot_leave_the_folder(data_folder: Path) -> None:
    assert keep("../../a", ONE).parent == data_folder / "calibrations"
