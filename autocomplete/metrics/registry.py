"""Where every metric of this process is registered, and what they have in common.

Labels take values from short lists that the code or the operator sets: never a text, an address or
a key, each of which would be a series of its own for ever.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, ProcessCollector, disable_created_metrics

# Each would be one more series for every counter and histogram, which nothing here reads.
disable_created_metrics()  # type: ignore[no-untyped-call]

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

# In seconds. The two that the project aims at are bounds of their own: 0.12 to the first list and
# 0.3 to the last.
SECONDS = (
    0.001, 0.0025, 0.005, 0.01, 0.02, 0.035, 0.05, 0.075, 0.12, 0.2, 0.3, 0.5, 1.0, 2.0, 5.0, 10.0,
)  # fmt: skip
