"""What becomes of each input: how long its stages take, and what its list came from."""

from __future__ import annotations

import time
from typing import get_args

from prometheus_client import Counter, Histogram

from autocomplete.live import frames
from autocomplete.metrics.registry import REGISTRY, SECONDS
from autocomplete.ranking.suggestions import Gate, Reduced

_stages = Histogram(
    "autocomplete_stage_seconds",
    "Time of one input's stages: waiting until its search begins, in the queue for a model (once a"
    " request), the model, the search in the tree and the ranking of one final list, and until the"
    " first and the final list from the input's arrival.",
    ["stage"],
    buckets=SECONDS,
    registry=REGISTRY,
)
_waiting = _stages.labels("waiting")
_queue = _stages.labels("queue")
_model = _stages.labels("model")
_search = _stages.labels("search")
_ranking = _stages.labels("ranking")
_first = _stages.labels("first_list")
_final = _stages.labels("final_list")

_inputs = Counter(
    "autocomplete_inputs",
    "Inputs that came, over sockets and the API, those refused included.",
    registry=REGISTRY,
)
_lists = Counter(
    "autocomplete_lists",
    "Final lists, by where they came from: requests to a model, the tree alone, or no search.",
    ["source"],
    registry=REGISTRY,
)
_by_source = {source: _lists.labels(source) for source in ("model", "tree", "none")}
_gates = Counter(
    "autocomplete_gates",
    "Final lists of which nothing was shown, by why.",
    ["gate"],
    registry=REGISTRY,
)
_escalations = Counter(
    "autocomplete_escalations",
    "Final lists for which a larger model was asked.",
    registry=REGISTRY,
)
_reduced = Counter(
    "autocomplete_reduced",
    "Final lists that were searched for less because others waited for the model, by how.",
    ["how"],
    registry=REGISTRY,
)
_errors = Counter(
    "autocomplete_errors",
    "Error frames to clients, and the API's answers for the same reasons.",
    ["code"],
    registry=REGISTRY,
)
_reports = Counter(
    "autocomplete_reports",
    "What clients report of lists: accepted or dismissed.",
    ["kind"],
    registry=REGISTRY,
)
# From 0, or the first of each would be no rise to Prometheus.
for _family, _values in (
    (_gates, get_args(Gate)),
    (_reduced, get_args(Reduced)),
    (_errors, get_args(frames.ErrorCode)),
):
    for _value in _values:
        _family.labels(_value)
_accepts = _reports.labels("accept")
_dismissals = _reports.labels("dismiss")


def queued(seconds: float) -> None:
    """A request has had its turn to go to a model after so long."""
    _queue.observe(seconds)


def searched(model_ms: float, search_ms: float, ranking_ms: float) -> None:
    """A search has ended with a final list; these are the parts of its time, in milliseconds."""
    _model.observe(model_ms / 1000)
    _search.observe(search_ms / 1000)
    _ranking.observe(ranking_ms / 1000)


def reported(frame: frames.Accept | frames.Dismiss) -> None:
    """A client told what became of a list."""
    (_accepts if isinstance(frame, frames.Accept) else _dismissals).inc()


class InputTimes:
    """The times of one client's newest input."""

    def __init__(self) -> None:
        self._asked = 0.0
        self._first_sent = True

    def asked(self) -> None:
        """The input has come."""
        _inputs.inc()
        self._asked = time.perf_counter()
        self._first_sent = False

    def begins(self) -> None:
        """The search for it begins."""
        _waiting.observe(time.perf_counter() - self._asked)

    def answered(self, frame: frames.ServerFrame) -> None:
        """A frame for it is ready to be sent."""
        if isinstance(frame, frames.Suggestions):
            seconds = time.perf_counter() - self._asked
            if not self._first_sent:
                self._first_sent = True
                _first.observe(seconds)
            if frame.final:
                _final.observe(seconds)
                self._count(frame)
        elif isinstance(frame, frames.Error):
            _errors.labels(frame.code).inc()

    def _count(self, frame: frames.Suggestions) -> None:
        stats = frame.stats
        searched = "model" if stats.model_requests else "tree" if stats.route else "none"
        _by_source[searched].inc()
        if stats.gate is not None:
            _gates.labels(stats.gate).inc()
        if stats.reduced is not None:
            _reduced.labels(stats.reduced).inc()
        if len(stats.route) > 1:
            _escalations.inc()
