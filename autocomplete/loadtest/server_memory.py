"""What the processes of a site that runs on this machine use, as Linux lists it."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

PROC = Path("/proc")
TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
LISTENING = "0A"


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory in bytes: of the site's own process, and of those it started."""

    site: int
    children: int


@dataclass(frozen=True, slots=True)
class Spent:
    """Processor time in seconds since the start: of the site's own process, and of its children."""

    site: float
    children: float


def server_process(site: str) -> int | None:
    """The number of the process that listens at the site's port, None if none here does."""
    parts = urlsplit(site)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    if not _is_here(parts.hostname or ""):
        return None
    wanted = {f"socket:[{inode}]" for inode in _listening(port)}
    for process in _processes():
        with contextlib.suppress(OSError):
            for file in (PROC / str(process) / "fd").iterdir():
                with contextlib.suppress(OSError):
                    if os.readlink(file) in wanted:
                        return process
    return None


def memory(process: int) -> Memory | None:
    """What the process and its descendants hold now, None if it is gone."""
    own = _resident(process)
    if own is None:
        return None
    return Memory(own, sum(_resident(child) or 0 for child in _descendants(process)))


def spent(process: int) -> Spent | None:
    """What the process and its running descendants have used; None if it is gone."""
    own = _processor_seconds(process)
    if own is None:
        return None
    return Spent(own, sum(_processor_seconds(child) or 0.0 for child in _descendants(process)))


def _is_here(host: str) -> bool:
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except OSError:
        return False
    return any(ipaddress.ip_address(str(one)).is_loopback for one in found)


def _listening(port: int) -> set[str]:
    inodes = set()
    for table in ("net/tcp", "net/tcp6"):
        with contextlib.suppress(OSError):
            for line in (PROC / table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == LISTENING and int(fields[1].rsplit(":", 1)[1], 16) == port:
                    inodes.add(fields[9])
    return inodes


def _processes() -> list[int]:
    with contextlib.suppress(OSError):
        return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()]
    return []


def _descendants(process: int) -> set[int]:
    parents = {child: _parent(child) for child in _processes()}
    below, added = {process}, True
    while added:
        more = {child for child, parent in parents.items() if parent in below} - below
        below |= more
        added = bool(more)
    return below - {process}


def _parent(process: int) -> int:
    fields = _stat(process)
    return int(fields[1]) if fields else 0


def _processor_seconds(process: int) -> float | None:
    fields = _stat(process)
    return (int(fields[11]) + int(fields[12])) / TICKS_A_SECOND if fields else None


def _stat(process: int) -> list[str]:
    """The fields of /proc/PID/stat behind the name, from the state on; none of one that is gone."""
    with contextlib.suppress(OSError):
        # The name in brackets may hold spaces.
        return (PROC / str(process) / "stat").read_text().rsplit(")", 1)[1].split()
    return []


def _resident(process: int) -> int | None:
    with contextlib.suppress(OSError):
        pages = int((PROC / str(process) / "statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE")
    return None
