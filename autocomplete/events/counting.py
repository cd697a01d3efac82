"""What one event adds to the counts of its hour and its day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from autocomplete.events.histogram import bucket_of
from autocomplete.events.outcomes import Outcome
from autocomplete.models.event import Event, EventKind

# Bins of stated probability, each a tenth wide; 1 belongs to the last one.
BINS = 10
# Probabilities are added up in millionths: sums of whole numbers do not depend on their order.
PROBABILITY_UNIT = 1_000_000


def counted(event: Event) -> Iterator[tuple[str, int]]:
    """Yield names of counts and how much is added to each."""
    match event.kind:
        case EventKind.ANSWER:
            yield from _answer(event)
        case EventKind.ACCEPT:
            yield "accepted", 1
            yield "characters", event.amount
            # The key that takes it is pressed all the same.
            yield "saved", event.amount - 1
            yield f"source.{event.source or 'unknown'}", 1
            if event.rank is not None:
                yield f"rank.{min(event.rank, 9)}", 1
        case EventKind.DISMISS:
            yield f"dismiss.{event.reason}", 1
        case EventKind.ERROR:
            yield f"error.{event.reason}", event.amount
        case EventKind.TOKENS:
            yield "tokens", event.amount
        case EventKind.LOST:
            yield "lost", event.amount
        case EventKind.OUTCOME:
            for probability, outcome in event.outcomes or ():
                yield from _outcome(probability, outcome)


def total(events: Iterator[Event]) -> Counter[str]:
    """Everything that these events add up to."""
    counts: Counter[str] = Counter()
    for event in events:
        for name, amount in counted(event):
            counts[name] += amount
    return counts


def _answer(event: Event) -> Iterator[tuple[str, int]]:
    yield "answered", 1
    if event.amount:
        yield "shown", 1
    elif event.reason:
        yield f"gate.{event.reason}", 1
    else:
        yield "nothing", 1
    if event.escalated:
        yield "escalated", 1
    if event.first_ms is not None:
        yield f"first.{bucket_of(event.first_ms)}", 1
    if event.final_ms is not None:
        yield f"final.{bucket_of(event.final_ms)}", 1


def _outcome(probability: float, outcome: int) -> Iterator[tuple[str, int]]:
    bin = min(int(probability * BINS), BINS - 1)
    yield f"stated.{bin}", round(probability * PROBABILITY_UNIT)
    yield f"outcomes.{bin}", 1
    if outcome == Outcome.TYPED:
        yield f"typed.{bin}", 1
    elif outcome == Outcome.ACCEPTED:
        yield f"taken.{bin}", 1
