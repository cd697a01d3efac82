"""A client's address and scheme are taken from proxies only as configured."""

from __future__ import annotations

from typing import Any

import pytest

from autocomplete.forwarding import BehindProxies, TrustedProxies, network_of

CLIENT, FORGED, PROXY, OUTER_PROXY = "203.0.113.7", "198.51.100.1", "10.0.0.2", "10.0.0.1"


@pytest.mark.parametrize(
    ("trusted", "peer", "forwarded", "client"),
    [
        pytest.param("", PROXY, [CLIENT], PROXY, id="nothing is configured"),
        pytest.param("1", PROXY, [CLIENT], CLIENT, id="one hop"),
        pytest.param("1", PROXY, [f"{FORGED}, {CLIENT}"], CLIENT, id="one hop, forged"),
        pytest.param("1", PROXY, [FORGED, CLIENT], CLIENT, id="one hop, forged header"),
        pytest.param("2", PROXY, [f"{FORGED}, {CLIENT}, {OUTER_PROXY}"], CLIENT, id="two hops"),
        pytest.param("2", CLIENT, [FORGED], CLIENT, id="not through the proxies"),
        pytest.param("1", CLIENT, [], CLIENT, id="no header"),
        pytest.param("1", PROXY, ["unknown"], PROXY, id="no address"),
        pytest.param("10.0.0.0/8", PROXY, [CLIENT], CLIENT, id="network"),
        pytest.param("10.0.0.0/8", PROXY, [f"{FORGED}, {CLIENT}"], CLIENT, id="network, forged"),
        pytest.param(
            "10.0.0.1, 10.0.0.2", PROXY, [f"{CLIENT}, {OUTER_PROXY}"], CLIENT, id="two addresses"
        ),
        pytest.param("10.0.0.0/8", CLIENT, [FORGED], CLIENT, id="sent by no proxy"),
        pytest.param("10.0.0.0/8", PROXY, [f"{FORGED}, x"], PROXY, id="network, no address"),
        pytest.param("10.0.0.0/8", f"::ffff:{PROXY}", [CLIENT], CLIENT, id="IPv4 in IPv6"),
        pytest.param("fd00::/8", "fd00::1", ["2001:db8::5"], "2001:db8::5", id="IPv6"),
    ],
)
def test_only_what_trusted_proxies_add_is_believed(
    trusted: str, peer: str, forwarded: list[str], client: str
) -> None:
    proxies = TrustedProxies.parse(trusted)
    assert (proxies.client(peer, forwarded) if proxies.trust(peer) else peer) == client


@pytest.mark.parametrize("text", ["-1", "1.5", "proxy.example", "10.0.0.1/8", "10.0.0.0/33"])
def test_what_names_no_proxies_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        TrustedProxies.parse(text)


def test_ipv6_clients_are_counted_by_network() -> None:
    assert (
        network_of("2001:db8:1:2:3:4:5:6") == network_of("2001:db8:1:2::9") == "2001:db8:1:2::/64"
    )
    assert network_of("2001:db8:1:3::9") != network_of("2001:db8:1:2::9")
    assert network_of("203.0.113.7") == network_of("::ffff:203.0.113.7") == "203.0.113.7"
    assert network_of("") == ""


async def seen(trusted: str, kind: str, headers: dict[str, str]) -> tuple[str, str]:
    """The client and the scheme that the application sees of a request by PROXY."""
    scopes: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        scopes.append(scope)

    scope = {
        "type": kind,
        "scheme": "ws" if kind == "websocket" else "http",
        "client": (PROXY, 5),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }
    await BehindProxies(application, TrustedProxies.parse(trusted))(scope, None, None)
    return scopes[0]["client"][0], scopes[0]["scheme"]


HEADERS = {"x-forwarded-for": CLIENT, "x-forwarded-proto": "https"}


async def test_the_application_sees_the_client_and_its_scheme() -> None:
    assert await seen("1", "http", HEADERS) == (CLIENT, "https")
    assert await seen("1", "websocket", HEADERS) == (CLIENT, "wss")
    assert await seen("1", "websocket", HEADERS | {"x-forwarded-proto": "x"}) == (CLIENT, "ws")
    assert await seen("1", "http", {}) == (PROXY, "http")


async def test_without_trusted_proxies_it_sees_the_sender() -> None:
    assert await seen("", "http", HEADERS) == (PROXY, "http")
    assert await seen("192.0.2.0/24", "websocket", HEADERS) == (PROXY, "ws")
