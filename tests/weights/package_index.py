"""A small package index over HTTP that understands ranges, and can be told to misbehave."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class PackageIndex:
    """Serves the simple index of one project with one wheel.

    The first ``breaks`` downloads end after ``break_after`` bytes; ``ranges`` says whether parts
    of the file can be asked for; a ``status`` is answered instead of the file. ``asked`` notes the
    first byte that each download asked for.
    """

    project: str
    wheel_name: str
    wheel: bytes
    breaks: int = 0
    break_after: int = 0
    ranges: bool = True
    status: int | None = None
    url: str = ""
    asked: list[int] = field(default_factory=list)

    @property
    def wheel_url(self) -> str:
        return f"{self.url}/files/{self.wheel_name}"


@contextmanager
def serving(index: PackageIndex) -> Iterator[PackageIndex]:
    class Handler(_Handler):
        served = index

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    index.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield index
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    served: PackageIndex

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def _answer(self, *, with_body: bool) -> None:
        index = self.served
        if self.path == f"/simple/{index.project}/":
            link = f'<a href="{index.wheel_url}">{index.wheel_name}</a>'
            self._send(200, f"<!DOCTYPE html><html><body>{link}</body></html>".encode(), with_body)
        elif self.path == f"/files/{index.wheel_name}":
            self._send_wheel(with_body)
        else:
            self._send(404, b"", with_body)

    def _send_wheel(self, with_body: bool) -> None:
        index = self.served
        downloads = "pip" not in self.headers.get("User-Agent", "")
        if downloads and index.status is not None:
            self._send(index.status, b"", with_body)
            return
        first, last = self._range()
        if downloads:
            index.asked.append(first)
        body = index.wheel[first : last + 1]
        partial = index.ranges and "Range" in self.headers
        self.send_response(206 if partial else 200)
        self.send_header("Content-Type", "application/octet-stream")
        self.send_header("Content-Length", str(len(body)))
        if index.ranges:
            self.send_header("Accept-Ranges", "bytes")
        if partial:
            self.send_header("Content-Range", f"bytes {first}-{last}/{len(index.wheel)}")
        self.end_headers()
        if not with_body:
            return
        if downloads and index.breaks:
            index.breaks -= 1
            body = body[: index.break_after]
        self.wfile.write(body)

    def _range(self) -> tuple[int, int]:
        end = len(self.served.wheel) - 1
        asked = self.headers.get("Range")
        if asked is None or not self.served.ranges:
            return 0, end
        first, _, last = asked.removeprefix("bytes=").partition("-")
        if not first:
            return len(self.served.wheel) - int(last), end
        return int(first), min(int(last), end) if last else end

    def _send(self, status: int, body: bytes, with_body: bool) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if with_body:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass
