"""A real redis-server of a test's own, on a free port, that can go away and come back."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

HOW_TO_GET_IT = "redis-server is not installed (Debian, Ubuntu: apt-get install redis-server)"
START_SECONDS = 20.0


class RedisServer:
    """Keeps nothing on disk, so that a restart forgets everything."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("redis-server")
        if program is None:
            pytest.skip(HOW_TO_GET_IT)
        self._program = program
        self._folder = folder
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port: int = probe.getsockname()[1]
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self.start()

    def start(self) -> None:
        """Return when it answers."""
        self._process = subprocess.Popen(
            [self._program, "--port", str(self.port), "--bind", "127.0.0.1"]
            + ["--dir", str(self._folder), "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                    connection.sendall(b"PING\r\n")
                    if connection.recv(7) == b"+PONG\r\n":
                        return
            except OSError:
                time.sleep(0.01)
        raise AssertionError("redis-server does not answer.")

    def stop(self) -> None:
        """Have it gone, with all its connections."""
        self._process.kill()
        self._process.wait()

    def hang(self) -> None:
        """Have it keep its connections and answer nothing."""
        self._process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._process.send_signal(signal.SIGCONT)
