"""A site of one's own to measure: `manage.py serve` in a process of its own, on a free port."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from autocomplete.command_line import command

START_SECONDS = 120.0


class SiteDidNotStart(Exception):
    """The site ended or kept silent; its own sentence, if any, stands on standard error."""


@asynccontextmanager
async def own_site(model_url: str, api_key: str, model: str) -> AsyncIterator[str]:
    """Serve with the given model server and yield the site's address. Raises SiteDidNotStart."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "ALLOWED_HOSTS": "",
        "AUTOCOMPLETE_WORKER": "0",
        "AUTOCOMPLETE_MODEL_URL": model_url,
        "AUTOCOMPLETE_MODEL_API_KEY": api_key,
        "AUTOCOMPLETE_MODEL_NAME": model,
    }
    process = await asyncio.create_subprocess_exec(
        *command("serve"),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        try:
            async with asyncio.timeout(START_SECONDS):
                said = b""
                while b" ready at " not in said:
                    said = await process.stdout.readline()
                    if not said:
                        raise SiteDidNotStart("The site to measure ended before it was ready.")
        except TimeoutError as error:
            raise SiteDidNotStart(
                f"The site to measure was not ready within {START_SECONDS:.0f} s."
            ) from error
        yield f"http://127.0.0.1:{port}"
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        # Nobody reads its last words: without that a full pipe would keep it from ending.
        await process.communicate()
