"""A real PostgreSQL of a test's own, on a free port, that can go away and come back."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

HOW_TO_GET_IT = (
    "PostgreSQL's programs are not installed (Debian, Ubuntu: apt-get install postgresql)"
)
START_SECONDS = 30
PASSWORD = "for-tests"


class PostgresqlServer:
    """Keeps its data in ``folder``, which only its user can read, from one start to the next."""

    def __init__(self, folder: Path) -> None:
        self._programs = _programs()
        self._data = folder / "data"
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port: int = probe.getsockname()[1]
        # PostgreSQL does not run as root, which build machines are.
        self._user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:
            shutil.chown(folder, self._user)
        self._run("initdb", "--pgdata", str(self._data), "--username", "autocomplete")  # fmt: skip
        with (self._data / "postgresql.conf").open("a") as configuration:
            configuration.write(
                f"port = {self.port}\nlisten_addresses = '127.0.0.1'\n"
                f"unix_socket_directories = '{folder}'\nfsync = off\n"
            )
        self.start()
        with psycopg.connect(self._url("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE autocomplete")

    @property
    def url(self) -> str:
        """What DATABASE_URL is set to."""
        return self._url("autocomplete")

    def start(self) -> None:
        """Return when it answers."""
        log = str(self._data / "log")
        self._run(
            "pg_ctl", "start", "--wait", "--timeout", str(START_SECONDS), "--log", log,
            "--pgdata", str(self._data),
        )  # fmt: skip

    def stop(self, mode: str = "immediate") -> None:
        """Have it gone, with all its connections; ``immediate`` is as sudden as a crash."""
        self._run("pg_ctl", "stop", "--mode", mode, "--pgdata", str(self._data))

    def hang(self) -> None:
        """Have it accept connections, since the kernel does, and answer nothing."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def _url(self, database: str) -> str:
        return f"postgres://autocomplete:{PASSWORD}@127.0.0.1:{self.port}/{database}"

    def _signal(self, number: signal.Signals) -> None:
        main = int((self._data / "postmaster.pid").read_text().split()[0])
        children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
        for process in (main, *map(int, children)):
            os.kill(process, number)

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._programs / program, *arguments],
            user=self._user if os.geteuid() == 0 else None,
            stdin=subprocess.DEVNULL,
            # The server keeps the channels it inherits: nobody could wait for their end.
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            check=False,
        )
        assert done.returncode == 0, f"{program} {' '.join(arguments)} ended {done.returncode}"


@contextmanager
def running_postgresql(folder: Path) -> Iterator[PostgresqlServer]:
    """Gone again at the end; its data stay in ``folder``."""
    server = PostgresqlServer(folder)
    try:
        yield server
    finally:
        server.stop()


def _programs() -> Path:
    """The folder of the newest PostgreSQL on this machine."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).parent
    versions = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: float(each.parent.name)
    )
    if not versions:
        pytest.skip(HOW_TO_GET_IT)
    return versions[-1]
