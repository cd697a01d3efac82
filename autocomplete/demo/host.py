"""A second, tiny server with a customer's pages, to see the widget on another origin.

It is for trying out and for tests, on the machine at hand: it is no part of a site in production.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from autocomplete import widget

PAGES = Path(settings.SITE_FILES) / "demo"
# What stands for the widget's tag in the pages.
TAG = "<!-- the widget's tag -->"

_KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


def policy(site_address: str) -> str:
    """As strict as pages can be that embed the widget from ``site_address`` (http://HOST)."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {site_address}",
            f"connect-src {site_address.replace('http', 'ws', 1)}",
            "style-src 'self'",
            "img-src 'self'",
            "frame-src 'self'",
            "frame-ancestors 'self'",
            "form-action 'none'",
            "base-uri 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    )


class DemoHost(ThreadingHTTPServer):
    """Serves the pages with the widget's tag in them, once ``embed`` has said which tag."""

    def __init__(self, host: str, port: int) -> None:
        """Take the port at once; 0 for any that is free. Raises OSError."""
        super().__init__((host, port), _Handler)
        self.address = f"http://{host}:{self.server_port}"
        self.policy = ""
        self.files: dict[str, tuple[str, bytes]] = {}

    def embed(self, site_address: str, key: str) -> None:
        """Have the pages ask the site at ``site_address`` with this public key."""
        self.policy = policy(site_address)
        tag = widget.pinned_tag(site_address, key)
        for path in PAGES.iterdir():
            text = path.read_text(encoding="utf-8").replace(TAG, tag)
            name = "/" if path.name == "index.html" else f"/{path.name}"
            self.files[name] = (_KINDS[path.suffix], text.encode())

    @contextmanager
    def running(self) -> Iterator[None]:
        """Serve in a thread of its own meanwhile."""
        thread = threading.Thread(target=self.serve_forever, name="demo host")
        thread.start()
        try:
            yield
        finally:
            self.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    server: DemoHost

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if f"http://{self.headers['Host']}" != self.server.address:
            # By another name for this machine the pages would be of an origin without a key.
            self.send_response(307)
            self.send_header("Location", f"{self.server.address}{path}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        status = 200 if path in self.server.files else 404
        kind, body = self.server.files.get(path, ("text/plain", b"There is no such page.\n"))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", self.server.policy)
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep silent: the terminal is for the site's own words."""
