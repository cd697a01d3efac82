"""Settings come from the environment, and a wrong one stops the start with one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

READ = "import autocomplete.settings as s; print(s.SECRET_KEY, s.ALLOWED_HOSTS, s.DEBUG)"

pytestmark = pytest.mark.services


def run(data: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, "AUTOCOMPLETE_DATA": str(data), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "http"),
        ("PORT", "65536"),
        ("DEBUG", "maybe"),
        ("HOST", "0.0.0.0"),
        ("AUTOCOMPLETE_MODEL_URL", "localhost:8080"),
        ("AUTOCOMPLETE_MODEL_LANES", "0"),
        ("AUTOCOMPLETE_FALLBACK_MODEL_URL", "localhost:8081"),
        ("AUTOCOMPLETE_LARGER_MODEL", "gpt-17"),
        ("AUTOCOMPLETE_LARGER_MODEL_URL", "localhost:8082"),
        ("AUTOCOMPLETE_LARGER_MODEL_LANES", "65"),
        ("AUTOCOMPLETE_DATA", "/dev/null/data"),
        ("AUTOCOMPLETE_SITE_TOKENS_PER_DAY", "0"),
        ("REDIS_URL", "127.0.0.1:6379"),
        ("TRUSTED_PROXIES", "proxy.example"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_value_that_cannot_be_used_is_named_in_one_sentence(
    tmp_path: Path, name: str, value: str
) -> None:
    done = run(tmp_path, "manage.py", "check", **{name: value})
    assert done.returncode == 1
    assert done.stderr.strip().count("\n") == 0
    assert name in done.stderr
    assert value.split("/")[-1] in done.stderr


@pytest.mark.parametrize("token", ["of-31-characters-or-one-too-few", "with a space " * 3])
def test_a_token_that_cannot_be_used_is_not_repeated(tmp_path: Path, token: str) -> None:
    done = run(tmp_path, "manage.py", "check", METRICS_TOKEN=token)
    assert done.returncode == 1
    assert done.stderr.strip().count("\n") == 0
    assert "METRICS_TOKEN cannot be used" in done.stderr
    assert token not in done.stderr


def test_every_network_may_be_served_once_the_names_are_given(tmp_path: Path) -> None:
    done = run(tmp_path, "-c", READ, HOST="0.0.0.0", ALLOWED_HOSTS="a.example, b.example")
    assert "['a.example', 'b.example'] False" in done.stdout


def test_the_secret_key_is_drawn_once_and_readable_by_its_owner_only(tmp_path: Path) -> None:
    first, second = run(tmp_path, "-c", READ), run(tmp_path, "-c", READ)
    assert first.stdout == second.stdout
    assert len(first.stdout.split()[0]) >= 50
    assert {path.name for path in tmp_path.iterdir()} == {"secret_key"}
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600
    assert run(tmp_path / "other", "-c", READ).stdout != first.stdout


def test_a_given_secret_key_is_not_written_down(tmp_path: Path) -> None:
    done = run(tmp_path, "-c", READ, SECRET_KEY="from-elsewhere")
    assert done.stdout.startswith("from-elsewhere ")
    assert list(tmp_path.iterdir()) == []
