"""The database that DATABASE_URL names: PostgreSQL or SQLite; else SQLite in the data folder."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

import dj_database_url

SQLITE = "django.db.backends.sqlite3"
POSTGRESQL = "django.db.backends.postgresql"
_ENGINES = {"sqlite": SQLITE, "postgres": POSTGRESQL, "postgresql": POSTGRESQL}

# Whoever asks waits this long for a PostgreSQL that is not there.
CONNECT_SECONDS = 5
# A machine that has vanished without a word is noticed after so long; without these, Linux waits
# for a quarter of an hour, and two hours on a connection on which nothing is under way.
VANISHED: dict[str, int] = {
    "tcp_user_timeout": 10_000,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
}


def database(url: str, folder: Path) -> dict[str, Any]:
    """What Django is to be told of the database at ``url``.

    Raises ValueError with a sentence that never repeats the password in it.
    """
    if not url:
        return _sqlite({"ENGINE": SQLITE, "NAME": folder / "db.sqlite3"})
    scheme, _, _ = url.partition("://")
    engine = _ENGINES.get(scheme)
    if engine is None:
        raise ValueError("it begins with neither postgres:// nor sqlite://")
    try:
        parsed: dict[str, Any] = dict(dj_database_url.parse(url))
    except ValueError:
        raise ValueError(
            "it cannot be read: write special characters of the password as %XX"
        ) from None
    # One in memory would be another one for every thread.
    if parsed["NAME"] in {"", ":memory:"}:
        raise ValueError(f"it names no database behind {scheme}://")
    return _sqlite(parsed) if engine == SQLITE else _postgresql(parsed)


def _sqlite(parsed: dict[str, Any]) -> dict[str, Any]:
    parsed["OPTIONS"] = {
        # Readers do not wait for the writer, and a write transaction takes its lock at the
        # start, so that it waits its turn instead of failing half-way.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        **parsed.get("OPTIONS", {}),
    }
    # A file like the real one: one in memory has table locks that a file does not have.
    name = f"autocomplete-test-{os.getpid()}.sqlite3"
    parsed["TEST"] = {"NAME": Path(tempfile.gettempdir()) / name}
    return parsed


def _postgresql(parsed: dict[str, Any]) -> dict[str, Any]:
    parsed["ENGINE"] = POSTGRESQL
    parsed["OPTIONS"] = {
        "connect_timeout": CONNECT_SECONDS,
        **VANISHED,
        **parsed.get("OPTIONS", {}),
    }
    return parsed
