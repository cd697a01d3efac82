"""Events and their counts agree, on SQLite and on PostgreSQL, also with several writers."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings

from tests.events.storing_checks import CHECKS
from tests.postgresql import PostgresqlServer

pytestmark = pytest.mark.services


def manage(environment: dict[str, str], *command: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", *command, "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@contextmanager
def own_database(postgresql: PostgresqlServer, name: str) -> Iterator[str]:
    """A database beside the one that other tests use."""
    with psycopg.connect(postgresql.url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield postgresql.url.removesuffix("autocomplete") + name


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def environment(request: pytest.FixtureRequest, tmp_path_factory: Any) -> Iterator[dict[str, str]]:
    """A database of its own with all tables, as a process is told of it."""
    data: Path = tmp_path_factory.mktemp("events")
    told = {"AUTOCOMPLETE_DATA": str(data), "DATABASE_URL": ""}
    if request.param == "sqlite":
        manage(told, "migrate")
        yield told
        return
    with own_database(request.getfixturevalue("postgresql"), "storing") as url:
        told["DATABASE_URL"] = url
        manage(told, "migrate")
        yield told


@pytest.mark.parametrize("check", [check.__name__ for check in CHECKS])
def test_on_a_database_of_its_own(environment: dict[str, str], check: str) -> None:
    code = f"from tests.events.storing_checks import run; run({check!r})"
    manage(environment, "shell", "-c", code)


def test_the_benchmark_agrees_with_a_direct_count_and_leaves_nothing(
    environment: dict[str, str],
) -> None:
    code = "from autocomplete.models import Event, EventCounts; Event.objects.all().delete();"
    code += "EventCounts.objects.all().delete()"
    manage(environment, "shell", "-c", code)
    manage(environment, "benchmark_dashboard", "--events", "20000")
    code = "from autocomplete.models import Event, EventCounts;"
    code += "assert not Event.objects.exists(); assert not EventCounts.objects.exists()"
    manage(environment, "shell", "-c", code)
