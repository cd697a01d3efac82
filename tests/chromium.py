"""Finds the Chromium that browser tests run in; as a program, installs Debian's where it may."""

from __future__ import annotations

import os
import shutil
import subprocess

HOW_TO_GET_IT = (
    "no Chromium was found: install one (Debian, Ubuntu: apt-get install chromium)"
    " or set CHROMIUM to its path"
)


def chromium() -> str | None:
    """The path of the browser, or None."""
    named = os.environ.get("CHROMIUM")
    names = [named] if named else ["chromium", "chromium-browser", "google-chrome"]
    return next((path for name in names if (path := shutil.which(name))), None)


def install() -> None:
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        return
    print("Installing Chromium for the browser tests ...", flush=True)
    wanted = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium"]
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (wanted, ["apt-get", "update", "--quiet"], wanted):
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        if done.returncode == 0 and command is wanted:
            return
    print("It could not be installed.", flush=True)


if __name__ == "__main__" and chromium() is None:
    install()
