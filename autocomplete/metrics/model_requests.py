"""The requests to each model: how long, how many, how they ended, and the tokens they cost."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

from autocomplete.language_model.observing import OUTCOMES, Outcome
from autocomplete.metrics.registry import REGISTRY, SECONDS

_seconds = Histogram(
    "autocomplete_model_request_seconds",
    "Time of one request that the model answered.",
    ["model"],
    buckets=SECONDS,
    registry=REGISTRY,
)
_requests = Counter(
    "autocomplete_model_requests",
    "Requests to a model, by how they ended; kept_back is what its open breaker did not let out.",
    ["model", "outcome"],
    registry=REGISTRY,
)
_under_way = Gauge(
    "autocomplete_model_requests_under_way",
    "Requests that the model has not answered yet.",
    ["model"],
    registry=REGISTRY,
)
_tokens = Counter(
    "autocomplete_model_tokens",
    "Tokens of answers: evaluated by the model, or found in its prompt cache where it tells.",
    ["model", "kind"],
    registry=REGISTRY,
)


class ModelRequests:
    """Observes the requests to the model of one name."""

    def __init__(self, name: str) -> None:
        self._seconds = _seconds.labels(name)
        self._outcomes = {outcome: _requests.labels(name, outcome) for outcome in OUTCOMES}
        self._under_way = _under_way.labels(name)
        self._evaluated = _tokens.labels(name, "evaluated")
        self._cached = _tokens.labels(name, "cached")

    def began(self) -> None:
        self._under_way.inc()

    def ended(self, outcome: Outcome, seconds: float) -> None:
        self._under_way.dec()
        self._outcomes[outcome].inc()
        if outcome == "answered":
            self._seconds.observe(seconds)

    def kept_back(self) -> None:
        self._outcomes["kept_back"].inc()

    def used(self, evaluated: int, cached: int) -> None:
        # A server may tell nonsense, at which a counter would raise.
        self._evaluated.inc(max(0, evaluated))
        self._cached.inc(cached)
