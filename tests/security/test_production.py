"""The documented production environment passes Django's own checks, and less does not start."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.services

ENVIRONMENT = settings.BASE_DIR / "deploy" / "site.env"


def documented(data: Path) -> dict[str, str]:
    """deploy/site.env with the secrets that it asks for, and nothing else of this machine's."""
    lines = ENVIRONMENT.read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert given["SECRET_KEY"] == "", "no secret stands in the project"
    return {
        **given,
        "PATH": os.environ["PATH"],
        "AUTOCOMPLETE_DATA": str(data),
        "SECRET_KEY": secrets.token_urlsafe(50),
        "DATABASE_URL": "postgres://autocomplete:a-drawn-one@database:5432/autocomplete",
    }


def run(environment: dict[str, str], *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_djangos_checks_for_production_find_nothing(tmp_path: Path) -> None:
    done = run(documented(tmp_path), "manage.py", "check", "--deploy", "--fail-level", "INFO")
    assert done.returncode == 0, done.stderr
    assert "no issues (0 silenced)" in done.stdout
    assert list(tmp_path.iterdir()) == [], "nothing is drawn or kept in its place"


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("SECRET_KEY", "", "secrets.token_urlsafe"),
        ("SECRET_KEY", "short", "too short"),
        ("SECRET_KEY", "a" * 60, "too short"),
        ("ALLOWED_HOSTS", "", "autocomplete.example.com"),
        ("ALLOWED_HOSTS", "*", "autocomplete.example.com"),
        ("DEBUG", "1", "set DEBUG to 0"),
        ("HSTS_SECONDS", "0", "from 1"),
    ],
)
def test_without_them_it_does_not_start_and_says_why(
    tmp_path: Path, name: str, value: str, told: str
) -> None:
    done = run({**documented(tmp_path), name: value}, "manage.py", "check")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert name in done.stderr
    assert told in done.stderr


ANSWERS = """
import django; django.setup()
from django.test import Client
for secure, path in ((False, "/healthz"), (False, "/keys/"), (True, "/keys/"),
                     (True, "/admin/login/")):
    answer = Client().get(path, secure=secure, headers={"host": "autocomplete.example.com"})
    print(path, answer.status_code, answer.headers.get("Location"),
          answer.headers.get("Strict-Transport-Security"),
          [(name, bool(cookie["secure"])) for name, cookie in answer.cookies.items()])
"""


def test_pages_and_cookies_go_over_tls_only(tmp_path: Path) -> None:
    environment = {**documented(tmp_path), "DJANGO_SETTINGS_MODULE": "autocomplete.settings"}
    assert run(environment, "manage.py", "collectstatic", "--no-input").returncode == 0
    done = run(environment, "-c", ANSWERS)
    hsts = "max-age=31536000; includeSubDomains; preload"
    assert done.stdout.splitlines() == [
        "/healthz 200 None None []",
        "/keys/ 301 https://autocomplete.example.com/keys/ None []",
        f"/keys/ 200 None {hsts} []",
        f"/admin/login/ 200 None {hsts} [('csrftoken', True)]",
    ], done.stderr
