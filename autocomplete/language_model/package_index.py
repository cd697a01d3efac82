"""Where the package index that this machine is set up for keeps a wheel."""

from __future__ import annotations

import subprocess
import sys

import msgspec


class PackageIndexError(Exception):
    """The index named no file; the message holds pip's own reason."""


class _DownloadInfo(msgspec.Struct):
    url: str


class _Item(msgspec.Struct):
    download_info: _DownloadInfo


class _Report(msgspec.Struct):
    install: list[_Item]


def wheel_address(requirement: str) -> str:
    """Return the http, https or file address of the one wheel that meets ``requirement``.

    pip is asked, so that its index, mirror, proxy and folder settings count. Nothing is installed
    and dependencies are not looked at. Raises PackageIndexError.
    """
    command = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed"]
    command += ["--no-deps", "--only-binary", ":all:", "--quiet", "--no-input", "--report", "-"]
    command += ["--disable-pip-version-check", "--retries", "2"]
    # Reads the wheel's metadata by HTTP ranges where the index does not list it on its own;
    # otherwise pip would download the whole wheel to look into it.
    command += ["--use-feature", "fast-deps", requirement]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        raise PackageIndexError(_reason(answer.stderr))
    report = msgspec.json.decode(answer.stdout, type=_Report)
    return report.install[0].download_info.url


def _reason(stderr: str) -> str:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    return (errors or lines or ["no reason given"])[-1].rstrip(".")
