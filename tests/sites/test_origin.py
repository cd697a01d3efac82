"""Without a key, only this server's own pages may open a socket: scheme, host and port exact."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from autocomplete.access.origin import is_own_origin


def own(origin: str | None, host: str = "127.0.0.1:8000", secure: bool = False) -> bool:
    headers = [(b"host", host.encode("latin-1"))]
    if origin is not None:
        headers.append((b"origin", origin.encode("latin-1")))
    return is_own_origin(secure, headers)


@pytest.fixture(autouse=True)
def names(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1", "site.example", "[::1]"]


@pytest.mark.parametrize(
    ("origin", "host", "secure"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1:8000", False),
        ("http://site.example", "site.example", False),
        ("http://site.example", "site.example:80", False),
        ("https://site.example", "site.example:443", True),
        ("https://SITE.example", "site.EXAMPLE", True),
        ("http://[::1]:8000", "[::1]:8000", False),
    ],
)
def test_the_servers_own_origin_is_welcome(origin: str, host: str, secure: bool) -> None:
    assert own(origin, host, secure)


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "",
        "null",
        "http://127.0.0.1",
        "http://127.0.0.1:8001",
        "https://127.0.0.1:8000",
        "http://localhost:8000",
        "http://evil.example",
        "http://127.0.0.1:8000.evil.example",
        "http://127.0.0.1:8000@evil.example",
        "http://x@127.0.0.1:8000",
        "http://127.0.0.1:8000/",
        "http://127.0.0.1:8000?x",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:x",
        "http://[::1",
        "ws://127.0.0.1:8000",
        "file://",
    ],
)
def test_every_other_origin_is_refused(origin: str | None) -> None:
    assert not own(origin)


def test_a_name_that_was_made_to_point_here_is_not_this_servers_origin() -> None:
    assert not own("http://evil.example:8000", host="evil.example:8000")


def test_a_second_origin_or_host_header_is_refused() -> None:
    origin = (b"origin", b"http://127.0.0.1:8000")
    host = (b"host", b"127.0.0.1:8000")
    assert is_own_origin(False, [host, origin])
    assert not is_own_origin(False, [host, origin, origin])
    assert not is_own_origin(False, [host, host, origin])
    assert not is_own_origin(False, [origin])
