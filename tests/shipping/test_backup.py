"""A backup is the database at one moment, made while others write, and can be gone back to."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings

from tests.postgresql import running_postgresql

pytestmark = pytest.mark.services


def manage(data: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *words],
        cwd=settings.BASE_DIR,
        env={**os.environ, "AUTOCOMPLETE_DATA": str(data), **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("data")
    done = manage(data, "migrate")
    assert done.returncode == 0, done.stderr
    return data


@pytest.fixture
def data(migrated: Path, tmp_path: Path) -> Path:
    """A data folder with a database like a site's."""
    for path in migrated.glob("db.sqlite3*"):
        shutil.copy(path, tmp_path)
    return tmp_path


@pytest.fixture
def writer(data: Path) -> Iterator[None]:
    """Writes two rows that belong together, without a pause, in one transaction each time."""
    with closing(sqlite3.connect(data / "db.sqlite3")) as connection:
        connection.executescript("CREATE TABLE one (at INTEGER); CREATE TABLE other (at INTEGER)")
    stop = threading.Event()
    failed: list[Exception] = []

    def write() -> None:
        try:
            with closing(sqlite3.connect(data / "db.sqlite3", timeout=20)) as connection:
                at = 0
                while not stop.is_set():
                    at += 1
                    with connection:
                        connection.execute("INSERT INTO one VALUES (?)", (at,))
                        connection.execute("INSERT INTO other VALUES (?)", (at,))
        except Exception as error:
            failed.append(error)

    thread = threading.Thread(target=write)
    thread.start()
    yield
    stop.set()
    thread.join()
    assert failed == []


def counts(path: Path) -> tuple[int, int]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        one = connection.execute("SELECT count(*) FROM one").fetchone()
        other = connection.execute("SELECT count(*) FROM other").fetchone()
        return int(one[0]), int(other[0])


def test_with_a_writer_at_work_it_is_whole_and_of_one_moment(data: Path, writer: None) -> None:
    sizes = []
    for number in range(3):
        copy = data / f"backup {number}.sqlite3"
        done = manage(data, "backup", str(copy))
        assert done.returncode == 0, done.stderr
        one, other = counts(copy)
        assert one == other > 0
        assert copy.stat().st_mode & 0o777 == 0o600
        sizes.append(one)
    assert sizes == sorted(set(sizes)), "the writer went on in between"


ADD = "from django.contrib.auth.models import User; User.objects.create(username={!r})"
NAMES = """
from django.contrib.auth.models import User
print(*User.objects.values_list("username", flat=True))
"""


def test_going_back_brings_back_what_was_there(data: Path) -> None:
    assert manage(data, "shell", "-v0", "-c", ADD.format("before")).returncode == 0
    assert manage(data, "backup", str(data / "copy")).returncode == 0
    assert manage(data, "shell", "-v0", "-c", ADD.format("after")).returncode == 0
    # As docs/production.md says.
    for left in ("db.sqlite3-wal", "db.sqlite3-shm"):
        (data / left).unlink(missing_ok=True)
    shutil.copy(data / "copy", data / "db.sqlite3")
    assert manage(data, "shell", "-v0", "-c", NAMES).stdout.split() == ["before"]


def test_no_file_is_overwritten_and_no_half_a_one_is_left(data: Path) -> None:
    kept = data / "kept"
    kept.write_text("mine")
    done = manage(data, "backup", str(kept))
    assert done.returncode == 1
    assert "exists: name a new file" in done.stderr
    assert kept.read_text() == "mine"
    done = manage(data, "backup", str(data / "nowhere" / "copy"))
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    (data / "db.sqlite3").write_text("no database at all")
    done = manage(data, "backup", str(data / "copy"))
    assert done.returncode == 1
    assert [path.name for path in data.iterdir() if "copy" in path.name] == []


def test_of_postgresql_it_is_an_archive_that_pg_restore_reads(tmp_path: Path) -> None:
    with TemporaryDirectory() as folder, running_postgresql(Path(folder)) as server:
        environment = {"DATABASE_URL": server.url}
        assert manage(tmp_path, "migrate", **environment).returncode == 0
        manage(tmp_path, "shell", "-v0", "-c", ADD.format("before"), **environment)
        done = manage(tmp_path, "backup", str(tmp_path / "copy"), **environment)
        assert done.returncode == 0, done.stderr
        manage(tmp_path, "shell", "-v0", "-c", ADD.format("after"), **environment)
        # As docs/production.md says.
        restored = subprocess.run(
            ["pg_restore", "--clean", "--if-exists", "--single-transaction", "--no-owner"]
            + [f"--dbname={server.url}", str(tmp_path / "copy")],
            capture_output=True,
            text=True,
            check=False,
        )
        assert restored.returncode == 0, restored.stderr
        told = manage(tmp_path, "shell", "-v0", "-c", NAMES, **environment)
        assert told.stdout.split() == ["before"]
