"""Origins as browsers write them: scheme, host and port, compared exactly."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

import idna
from django.conf import settings
from django.http.request import split_domain_port, validate_host

_DEFAULT_PORTS = {"http": 80, "https": 443}
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")


class Origin(NamedTuple):
    """``host`` is in small letters, an international name in its ASCII form (xn--…)."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        """As a browser writes it: without the scheme's own port."""
        port = "" if self.port == _DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{f'[{self.host}]' if ':' in self.host else self.host}{port}"


class UnusableOrigin(ValueError):
    """What was entered is no origin; the message is one sentence that says what to enter."""


def is_own_origin(secure: bool, headers: Sequence[tuple[bytes, bytes]]) -> bool:
    """Tell whether the ``Origin`` is the one the request was sent to: scheme, host and port.

    ``secure`` tells whether it came by TLS. A missing ``Origin`` is refused, as an unknown one is:
    browsers always send it, and any other client can. The host must be one of ALLOWED_HOSTS too,
    or a page elsewhere could have its own name resolve to this server and pass for its origin.
    """
    named = sent_origin(headers)
    host = _only(headers, b"host")
    if named is None or host is None:
        return False
    domain, _ = split_domain_port(host)
    if not validate_host(domain, settings.ALLOWED_HOSTS):
        return False
    own = parse_origin(f"{'https' if secure else 'http'}://{host}")
    return own is not None and own == parse_origin(named)


def sent_origin(headers: Sequence[tuple[bytes, bytes]]) -> str | None:
    """The request's ``Origin`` header, or None where there is none or more than one."""
    return _only(headers, b"origin")


def parse_origin(text: str) -> Origin | None:
    """Return a serialised http(s) origin's parts, or None if it is not one.

    Nothing is mended: browsers send origins in one form only, so whatever differs is no browser's.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    # Nothing behind the port, and nothing that urlsplit drops in silence.
    if text.lower() != f"{parts.scheme}://{parts.netloc}".lower() or not text.isascii():
        return None
    return Origin(
        parts.scheme, parts.hostname, _DEFAULT_PORTS[parts.scheme] if port is None else port
    )


def entered_origin(text: str) -> Origin:
    """Return the origin that a person means by ``text``, in the form browsers send.

    Letters become small, international names ASCII, and a slash at the end is dropped.
    Raises UnusableOrigin.
    """
    text = text.strip().removesuffix("/")
    if text == "null":
        raise UnusableOrigin(
            "“null” is what sandboxed frames and local files send, and so can anybody:"
            " enter the origin of a real site."
        )
    if "*" in text:
        raise UnusableOrigin("Origins are compared exactly: enter each one without “*”.")
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise UnusableOrigin(
            "Enter a scheme, a host and, if it is not the usual one, a port from 1 to 65535,"
            " such as https://www.example.com:8443."
        ) from None
    if parts.scheme not in _DEFAULT_PORTS or not host:
        raise UnusableOrigin(
            "Enter the scheme too, http or https, such as https://www.example.com."
        )
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        raise UnusableOrigin(
            f"Leave out what is not scheme, host and port: {parts.scheme}://{host} may be meant."
        )
    if port == 0:
        raise UnusableOrigin("Enter a port from 1 to 65535, or none.")
    port = _DEFAULT_PORTS[parts.scheme] if port is None else port
    return Origin(parts.scheme, _entered_host(host), port)


def _entered_host(host: str) -> str:
    if host.endswith("."):
        raise UnusableOrigin("Leave out the dot at the end of the host.")
    if ":" in host:
        return ipaddress.IPv6Address(host).compressed
    if host.rsplit(".", 1)[-1].isdecimal():
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError:
            raise UnusableOrigin(f"{host} is no address: enter four numbers from 0 to 255.") from (
                None
            )
    try:
        ascii_host = host if host.isascii() else idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        ascii_host = ""
    if len(ascii_host) > 253 or not all(map(_LABEL.fullmatch, ascii_host.split("."))):
        raise UnusableOrigin(f"{host} is no name that a host can have.")
    return ascii_host


def _only(headers: Sequence[tuple[bytes, bytes]], name: bytes) -> str | None:
    values = [value for key, value in headers if key.lower() == name]
    return values[0].decode("latin-1") if len(values) == 1 else None
