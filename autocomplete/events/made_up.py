"""Makes events up, in any number, for measuring: the same ones for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime

from autocomplete.events.outcomes import Outcome
from autocomplete.models.event import Event, EventKind

# No database gives out such a number by itself.
FIRST_SITE = 10**12
SITES = 2
PROFILES = ("default", "support")
MODELS = ("smollm2-135m", "gemma-3-270m")
_GATES = ("low_confidence", "too_short", "mid_word")
_REASONS = ("typed_past", "escape", "blur")
_ERRORS = ("rate_limited", "model_timeout", "bad_frame")


def is_made_up(site: int) -> bool:
    return FIRST_SITE <= site < FIRST_SITE + SITES


def made_up_events(count: int, begin: datetime, end: datetime, *, seed: int = 1) -> Iterator[Event]:
    """Yield events in order of time, spread evenly, of made-up sites, two profiles and two models.

    Half are answers; the rest is what comes behind them.
    """
    chance = random.Random(seed)
    step = (end - begin) / count
    for number in range(count):
        yield _event(chance, begin + step * number)


def _event(chance: random.Random, at: datetime) -> Event:
    event = Event(
        at=at,
        site=FIRST_SITE + chance.randrange(SITES),
        profile=chance.choice(PROFILES),
        model=chance.choice(MODELS),
        session=f"made-up-{chance.randrange(10**6)}",
    )
    event.kind = chance.choices(
        (EventKind.ANSWER, EventKind.DISMISS, EventKind.OUTCOME, EventKind.ACCEPT)
        + (EventKind.TOKENS, EventKind.ERROR),
        weights=(50, 20, 15, 8, 6, 1),
    )[0]
    match event.kind:
        case EventKind.ANSWER:
            event.input = chance.randrange(10**6)
            event.first_ms = chance.lognormvariate(2.5, 0.5)
            event.final_ms = event.first_ms + chance.lognormvariate(3, 0.7)
            event.escalated = chance.random() < 0.1
            if chance.random() < 0.3:
                event.reason = chance.choice(_GATES)
            else:
                event.amount = chance.randint(1, 5)
        case EventKind.ACCEPT:
            event.amount = chance.randint(1, 12)
            event.rank = min(chance.randrange(5), chance.randrange(5))
            event.ms_shown = chance.lognormvariate(6, 0.5)
            event.source = "model"
        case EventKind.DISMISS:
            event.reason = chance.choice(_REASONS)
        case EventKind.ERROR:
            event.reason, event.amount = chance.choice(_ERRORS), 1
        case EventKind.TOKENS:
            event.amount = chance.randint(1, 2_000)
        case EventKind.OUTCOME:
            event.outcomes = [_outcome(chance) for _ in range(chance.randint(1, 5))]
    return event


def _outcome(chance: random.Random) -> list[float]:
    """A probability that comes true as often as it says, four times in five."""
    probability = round(chance.betavariate(1, 3), 6)
    if chance.random() >= 0.8 * probability:
        return [probability, Outcome.NOT_TRUE]
    return [probability, Outcome.ACCEPTED if chance.random() < 0.3 else Outcome.TYPED]
