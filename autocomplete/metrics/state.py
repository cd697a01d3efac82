"""What is read when Prometheus asks, and costs a keystroke nothing: sockets, breakers, buffers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import get_args

from django.core.exceptions import ImproperlyConfigured
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from autocomplete.events.recorder import recorder
from autocomplete.language_model.breaker import State
from autocomplete.live.consumer import connections
from autocomplete.metrics.registry import REGISTRY
from autocomplete.model_pool.shared_model import SharedModel, shared_models
from autocomplete.model_pool.turns import Pressure

_PRESSURES: tuple[Pressure, ...] = get_args(Pressure)
_STATES: tuple[State, ...] = get_args(State)


class StateCollector(Collector):
    """Reads the state of the running event loop's models, and of what the process shares."""

    def collect(self) -> Iterator[Metric]:
        models = _models()
        breakers = GaugeMetricFamily(
            "autocomplete_model_breaker",
            "1 for the state that the model's circuit breaker is in, 0 for the others.",
            labels=["model", "state"],
        )
        searches = GaugeMetricFamily(
            "autocomplete_model_searches",
            "Searches under way on the model, each of one person.",
            labels=["model"],
        )
        waiting = GaugeMetricFamily(
            "autocomplete_model_queue",
            "Requests that wait for their turn to go to the model.",
            labels=["model"],
        )
        pressure = GaugeMetricFamily(
            "autocomplete_model_pressure",
            "How much lists are searched for less because others wait: 0 none, 1 some, 2 high.",
            labels=["model"],
        )
        dropped = CounterMetricFamily(
            "autocomplete_model_queue_dropped",
            "Requests dropped because too many waited for the model.",
            labels=["model"],
        )
        for shared in models:
            name = shared.endpoint.name
            now = shared.model.breaker.state
            for state in _STATES:
                breakers.add_metric([name, state], state == now)
            turns = shared.use.turns
            searches.add_metric([name], shared.use.searches)
            waiting.add_metric([name], turns.waiting)
            pressure.add_metric([name], _PRESSURES.index(turns.pressure))
            dropped.add_metric([name], turns.dropped)
        yield from (breakers, searches, waiting, pressure, dropped)
        yield GaugeMetricFamily(
            "autocomplete_sockets_open", "Sockets open now.", value=connections.open
        )
        yield GaugeMetricFamily(
            "autocomplete_events_waiting",
            "Events that are not in the database yet.",
            value=recorder.waiting,
        )
        yield CounterMetricFamily(
            "autocomplete_events_lost",
            "Events dropped because the database was away for too long.",
            value=recorder.lost_in_all,
        )

    def describe(self) -> Iterator[Metric]:
        """Nothing: asking for the models at registration would find no event loop."""
        yield from ()


def _models() -> list[SharedModel]:
    try:
        return list(shared_models())
    except ImproperlyConfigured:
        return []


REGISTRY.register(StateCollector())
