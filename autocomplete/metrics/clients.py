"""Who comes, who is turned away, and which limits hold whom back."""

from __future__ import annotations

from typing import Literal, get_args

from prometheus_client import Counter

from autocomplete.metrics.registry import REGISTRY

Limit = Literal["frames", "inputs", "tokens", "process_sockets", "site_sockets"]
"""``frames`` is that of one socket; ``inputs`` and ``site_sockets`` are a site's and its clients';
``tokens`` a site's for the day; ``process_sockets`` that of this process."""

_opened = Counter("autocomplete_sockets_opened", "Sockets accepted.", registry=REGISTRY)
_closed = Counter(
    "autocomplete_sockets_closed",
    "Sockets that the server closed, by the protocol's close code.",
    ["code"],
    registry=REGISTRY,
)
_refused = Counter(
    "autocomplete_handshakes_refused",
    "Sockets refused, by the protocol's close code for the reason.",
    ["code"],
    registry=REGISTRY,
)
_limits = Counter(
    "autocomplete_limits_hit",
    "Inputs and sockets that a limit held back, by which.",
    ["limit"],
    registry=REGISTRY,
)
# From 0, or the first of each would be no rise to Prometheus.
for _limit in get_args(Limit):
    _limits.labels(_limit)
_answers = Counter(
    "autocomplete_api_answers",
    "Answers of the HTTP API, by address and status.",
    ["address", "status"],
    registry=REGISTRY,
)


def socket_opened() -> None:
    _opened.inc()


def socket_closed(code: int) -> None:
    _closed.labels(str(code)).inc()


def handshake_refused(code: int) -> None:
    _refused.labels(str(code)).inc()


def limit_hit(limit: Limit) -> None:
    _limits.labels(limit).inc()


def api_answered(address: str, status: int) -> None:
    _answers.labels(address, str(status)).inc()
