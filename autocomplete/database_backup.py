"""A copy of the whole database as it stands at one moment, while the site goes on."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any


class CannotBackUp(Exception):
    """No copy was made; the message is one sentence that says what to do."""


def back_up(database: Mapping[str, Any], path: Path) -> None:
    """Copy ``database``, an entry of DATABASES, to a new file that its owner alone can read.

    Of SQLite the file is a database, of PostgreSQL an archive for ``pg_restore``.
    Raises CannotBackUp; no half a file is left then.
    """
    copy = _copy_sqlite if database["ENGINE"].endswith("sqlite3") else _dump_postgresql
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        if path.exists():
            raise CannotBackUp(f"{path} exists: name a new file, or remove it first.")
        # What people typed may stand in it.
        os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        copy(database, fresh)
        fresh.rename(path)
    except (OSError, sqlite3.Error) as error:
        raise CannotBackUp(f"{path} cannot be written: {error}.") from error
    finally:
        fresh.unlink(missing_ok=True)


def _copy_sqlite(database: Mapping[str, Any], path: Path) -> None:
    # Opened without a right to write, or a wrong name would make an empty database.
    source = f"file:{database['NAME']}?mode=ro"
    with (
        closing(sqlite3.connect(source, uri=True, timeout=20)) as live,
        closing(sqlite3.connect(path)) as copy,
    ):
        # In one step: with pauses a busy writer would have it begin again and again.
        live.backup(copy)
        (sound,) = copy.execute("PRAGMA quick_check").fetchone()
        if sound != "ok":
            raise CannotBackUp(f"The copy is damaged ({sound}): check the disk.")


def _dump_postgresql(database: Mapping[str, Any], path: Path) -> None:
    program = shutil.which("pg_dump")
    if program is None:
        raise CannotBackUp(
            "pg_dump is not installed: install the client of the server's version"
            " (Debian, Ubuntu: apt-get install postgresql-client)."
        )
    variables = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD"}
    # Not on the command line, which every user of the machine can read.
    given = {name: str(database[key]) for key, name in variables.items() if database.get(key)}
    done = subprocess.run(
        [program, "--format=custom", f"--file={path}", str(database["NAME"])],
        env={**os.environ, **given},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotBackUp(f"pg_dump failed: {done.stderr.strip() or done.returncode}")
