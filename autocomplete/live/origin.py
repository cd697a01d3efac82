"""Which pages may open a socket without a key: those of this server's own origin, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from django.conf import settings
from django.http.request import split_domain_port, validate_host

Origin = tuple[str, str, int]

_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_own_origin(socket_scheme: str, headers: Sequence[tuple[bytes, bytes]]) -> bool:
    """Tell whether the handshake's ``Origin`` is the one it was sent to: scheme, host and port.

    ``socket_scheme`` is ``ws`` or ``wss``. A missing ``Origin`` is refused, as an unknown one is:
    browsers always send it, and any other client can. The host must be one of ALLOWED_HOSTS too,
    or a page elsewhere could have its own name resolve to this server and pass for its origin.
    """
    named = _only(headers, b"origin")
    host = _only(headers, b"host")
    if named is None or host is None:
        return False
    domain, _ = split_domain_port(host)
    if not validate_host(domain, settings.ALLOWED_HOSTS):
        return False
    own = parse_origin(f"{'https' if socket_scheme == 'wss' else 'http'}://{host}")
    return own is not None and own == parse_origin(named)


def parse_origin(text: str) -> Origin | None:
    """Return scheme, host and port of a serialised http(s) origin, or None if it is not one."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or parts.hostname is None:
        return None
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        return None
    return parts.scheme, parts.hostname, _DEFAULT_PORTS[parts.scheme] if port is None else port


def _only(headers: Sequence[tuple[bytes, bytes]], name: bytes) -> str | None:
    values = [value for key, value in headers if key.lower() == name]
    return values[0].decode("latin-1") if len(values) == 1 else None
