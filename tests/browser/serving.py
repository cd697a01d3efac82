"""Serves an ASGI application on a free port, in a thread of its own, for a browser to visit."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any, Literal

import uvicorn

PATIENCE_SECONDS = 20


@contextlib.contextmanager
def served(application: Any, *, lifespan: Literal["on", "off"] = "off") -> Iterator[str]:
    """Serve ``application`` and yield its address, such as http://127.0.0.1:40123."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(
            uvicorn.Config(
                application, lifespan=lifespan, log_config=None, timeout_graceful_shutdown=1
            )
        )
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not server.started:
            assert thread.is_alive() and time.monotonic() < deadline, "the site did not start"
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(PATIENCE_SECONDS)
            assert not thread.is_alive(), "the site did not stop"
