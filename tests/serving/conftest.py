from __future__ import annotations

from pathlib import Path

import pytest

from autocomplete.language_model.weights import DEFAULT


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder of its own, empty."""
    return tmp_path / "data"


@pytest.fixture
def data_with_weights(data: Path, weights_file: Path) -> Path:
    weights = DEFAULT.path(data)
    weights.parent.mkdir(parents=True)
    weights.symlink_to(weights_file)
    return data
