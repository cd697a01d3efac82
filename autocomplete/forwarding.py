"""Who sent a request, and by which scheme, where proxies stand in between: as configured only."""

from __future__ import annotations

import ipaddress
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Application = Callable[[Any, Any, Any], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class TrustedProxies:
    """Whose word is taken for where a request came from: so many hops, or these networks.

    With neither, ``X-Forwarded-For`` and ``X-Forwarded-Proto`` are ignored.
    """

    hops: int = 0
    networks: tuple[Network, ...] = ()

    @classmethod
    def parse(cls, text: str) -> TrustedProxies:
        """Read a number of hops or networks with commas in between. Raises ValueError."""
        if text.isdecimal():
            return cls(hops=int(text))
        parts = [part.strip() for part in text.split(",")]
        return cls(networks=tuple(ipaddress.ip_network(part) for part in parts if part))

    def trust(self, peer: str) -> bool:
        """Whether the sender's word is taken: with hops all requests come by proxies."""
        return self.hops > 0 or self._named(peer)

    def client(self, peer: str, forwarded_for: Sequence[str]) -> str:
        """Return the address of the client behind the trusted proxies.

        ``peer`` is the sender itself, ``forwarded_for`` the values of all ``X-Forwarded-For``
        headers in order. Only what trusted proxies have added at the end is believed.
        """
        path = [part.strip() for value in forwarded_for for part in value.split(",")]
        if self.hops:
            # With fewer entries than proxies it did not come through them.
            named = path[-self.hops] if len(path) >= self.hops else peer
            return named if _address(named) else peer
        client = peer
        while path and self._named(client):
            named = path.pop()
            if _address(named) is None:
                break
            client = named
        return client

    def _named(self, text: str) -> bool:
        address = _address(text)
        return address is not None and any(address in network for network in self.networks)


def network_of(client: str) -> str:
    """Return what one person has of addresses: the address, or with IPv6 its network (/64)."""
    address = _address(client)
    if address is None:
        return client
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))


def _address(text: str) -> Address | None:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return None
    # An IPv4 client of a server that listens on IPv6.
    return getattr(address, "ipv4_mapped", None) or address


class BehindProxies:
    """ASGI: gives ``application`` the client and the scheme that trusted proxies name."""

    def __init__(self, application: Application, trusted: TrustedProxies) -> None:
        self._application = application
        self._trusted = trusted

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        # Without an address the server listens on a Unix socket: whoever may open it is local.
        peer, port = scope.get("client") or ("", 0)
        if scope["type"] in {"http", "websocket"} and self._trusted.trust(peer):
            scope = {
                **scope,
                "client": (self._trusted.client(peer, _values(scope, b"x-forwarded-for")), port),
                "scheme": _scheme(scope),
            }
        await self._application(scope, receive, send)


def _values(scope: Any, name: bytes) -> list[str]:
    return [value.decode("latin-1") for key, value in scope["headers"] if key.lower() == name]


def _scheme(scope: Any) -> str:
    named = ",".join(_values(scope, b"x-forwarded-proto")).rsplit(",", 1)[-1].strip().lower()
    if named not in {"http", "https"}:
        return str(scope["scheme"])
    if scope["type"] == "websocket":
        return "wss" if named == "https" else "ws"
    return named
