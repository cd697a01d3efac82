"""`manage.py demo`: the site, and beside it pages of another origin that may ask it."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.serving.served import Served, serving

SAID = re.compile(r"^The demo is at (http://127\.0\.0\.1:\d+)/", re.MULTILINE)


def open_socket(site: Served, key: str, origin: str) -> ClientConnection:
    return connect(
        f"{site.url.replace('http', 'ws')}/ws/autocomplete/v1/?key={key}",
        additional_headers={"Origin": origin},
        proxy=None,
    )


@pytest.mark.model
def test_the_demos_pages_may_ask_the_site_and_no_other_origin_may_with_their_key(
    data_with_weights: Path,
) -> None:
    with serving(data_with_weights, command="demo") as site:
        found = SAID.search(site.wait_until_ready())
        assert found
        [origin] = found.groups()
        page = httpx.get(f"{origin}/", trust_env=False).text
        [key] = re.findall(r'data-key="(pk_\w+)"', page)

        with open_socket(site, key, origin) as socket:
            assert '"ready"' in str(socket.recv(timeout=20))
        with pytest.raises(InvalidStatus, match="403"):
            open_socket(site, key, site.url)
        site.process.send_signal(signal.SIGINT)
        assert site.rest() == "Stopped.\n"
        assert site.process.returncode == 0
