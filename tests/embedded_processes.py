"""Finds the embedded model's process from outside, as Linux lists it."""

from __future__ import annotations

import os
import time
from pathlib import Path


def alive(pid: int) -> bool:
    """Whether the process runs; one that ended and was not waited for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def ended_within(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while alive(pid):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def children(pid: int) -> list[int]:
    """The processes that ``pid`` has started and that still run."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(fields[1]) == pid and fields[0] != "Z":
                found.append(int(folder.name))
    return found


def embedded_models(pid: int) -> list[int]:
    """The embedded models' processes among them: a worker runs beside a site as well."""
    return [one for one in children(pid) if "embedded_server.py" in started_with(one)]


def started_with(pid: int) -> str:
    """The command line and the environment that the process was started with; "" once it ended."""
    folder = Path(f"/proc/{pid}")
    try:
        return os.fsdecode((folder / "cmdline").read_bytes() + (folder / "environ").read_bytes())
    except (FileNotFoundError, ProcessLookupError):
        return ""
