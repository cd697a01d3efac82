"""What a process holds at a moment: memory, sockets and other files, processes it started."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from autocomplete.loadtest.server_memory import memory
from tests.embedded_processes import children


@dataclass(frozen=True)
class Footprint:
    """``memory`` is resident, in bytes, of the process alone."""

    memory: int
    sockets: int
    files: int
    threads: int
    children: int

    def __str__(self) -> str:
        return (
            f"{self.memory / 1e6:.0f} MB, {self.sockets} sockets, {self.files} other files,"
            f" {self.threads} threads, {self.children} processes of its own"
        )


def footprint(process: int) -> Footprint:
    """Of a process that runs on this machine."""
    held = memory(process)
    assert held is not None, f"process {process} is gone"
    folder = Path(f"/proc/{process}")
    targets = []
    for number in os.listdir(folder / "fd"):
        try:
            targets.append(os.readlink(folder / "fd" / number))
        except FileNotFoundError:
            continue
    sockets = sum(target.startswith("socket:") for target in targets)
    threads = len(list((folder / "task").iterdir()))
    return Footprint(held.site, sockets, len(targets) - sockets, threads, len(children(process)))
