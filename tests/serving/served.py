"""`manage.py serve` as a person runs it: a process, its words, and its signals."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

# A start takes a few seconds alone, and far longer beside other work.
START_SECONDS = 90.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@dataclass
class Served:
    process: subprocess.Popen[str]
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def wait_until_ready(self) -> str:
        """Return what it said up to and with the line that names the address."""
        assert self.process.stdout is not None
        said = ""
        for line in self.process.stdout:
            said += line
            if "is ready at" in line:
                return said
        raise AssertionError(f"it ended with {self.process.wait()} and said: {said}{self.rest()}")

    def line_with(self, words: str) -> str:
        """The next line that holds these words; those before it are skipped."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if words in line:
                return line
        raise AssertionError(f"it never said {words!r} and ended: {self.rest()}")

    def rest(self) -> str:
        """What it said since, on both channels, up to its end."""
        out, err = self.process.communicate(timeout=START_SECONDS)
        return out + err


@contextmanager
def serving(
    data: Path,
    *,
    command: str = "serve",
    program: Sequence[str] = (sys.executable, "manage.py"),
    folder: Path | None = None,
    **environment: str,
) -> Iterator[Served]:
    """Run the site with its data in ``data`` on a free port; nothing of it is left afterwards.

    ``folder`` is where it is started, by default the project's.
    """
    port = environment.pop("PORT", str(free_port()))
    process = subprocess.Popen(
        [*program, command],
        cwd=folder or settings.BASE_DIR,
        env={**os.environ, "AUTOCOMPLETE_DATA": str(data), "PORT": port, **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            yield Served(process, int(port))
        finally:
            process.kill()
