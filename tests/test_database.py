"""DATABASE_URL names PostgreSQL or SQLite, and a wrong one is said without its password."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from autocomplete.database import VANISHED, database
from tests.postgresql import PostgresqlServer


def manage(data: Path, *command: str, url: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, "AUTOCOMPLETE_DATA": str(data), "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("mysql://user:secret@host/name", "neither postgres:// nor sqlite://"),
        ("secret", "neither postgres:// nor sqlite://"),
        ("postgres://user:secret@host", "names no database"),
        ("postgres://user:secret@host:port/name", "cannot be read"),
        ("postgres://user:secret#@host/name", "cannot be read"),
        ("sqlite://", "names no database"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence_without_the_password(
    tmp_path: Path, url: str, reason: str
) -> None:
    done = manage(tmp_path, "check", url=url)
    assert done.returncode == 1
    assert done.stderr.strip().count("\n") == 0
    assert "DATABASE_URL" in done.stderr
    assert reason in done.stderr
    assert "secret" not in done.stderr


def test_without_an_address_there_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    assert database("", tmp_path)["NAME"] == tmp_path / "db.sqlite3"


def test_another_file_has_the_same_options(tmp_path: Path) -> None:
    named, usual = database(f"sqlite:///{tmp_path}/other", tmp_path), database("", tmp_path)
    assert named["NAME"] == f"{tmp_path}/other"
    assert named["OPTIONS"] == usual["OPTIONS"]
    assert "journal_mode=WAL" in usual["OPTIONS"]["init_command"]


def test_options_in_the_address_reach_postgresql(tmp_path: Path) -> None:
    parsed = database("postgresql://user:p%40ss@host:5433/name?sslmode=require", tmp_path)
    assert (parsed["PASSWORD"], parsed["PORT"]) == ("p@ss", 5433)
    assert parsed["OPTIONS"] == {"connect_timeout": 5, **VANISHED, "sslmode": "require"}


def test_every_migration_runs_on_postgresql(tmp_path: Path, postgresql: PostgresqlServer) -> None:
    done = manage(tmp_path, "migrate", "--verbosity", "0", url=postgresql.url)
    assert done.returncode == 0, done.stderr
    with psycopg.connect(postgresql.url) as connection:
        found = connection.execute(
            "SELECT count(*) FROM pg_tables WHERE tablename LIKE 'autocomplete_%'"
        ).fetchone()
    assert found is not None
    assert found[0] >= 9
    assert manage(tmp_path, "migrate", "--check", url=postgresql.url).returncode == 0
