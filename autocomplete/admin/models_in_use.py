"""The models that a web process asks, the settings' own too, and how each of them is now."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from urllib.parse import urlsplit

from autocomplete.admin.dialect_words import dialect_words
from autocomplete.health import OK, state_of
from autocomplete.language_model.breaker import State
from autocomplete.model_pool.shared_model import SharedModel, shared_models
from autocomplete.model_pool.turns import Pressure

BREAKER: dict[State, str] = {
    "closed": "asked as usual",
    "open": "left alone for a while, after failures in a row",
    "half_open": "tried with the next request, after failures in a row",
}
PRESSURE: dict[Pressure, str] = {
    "none": "nobody waits",
    "some": "people wait: lists are refined less",
    "high": "people wait: first lists only",
}


@dataclass(frozen=True, slots=True)
class ModelInUse:
    """``state`` is what /readyz says; ``model`` and what follows is empty if never reached."""

    name: str
    address: str
    answers: bool
    state: str
    breaker: str
    pressure: str
    model: str
    dialect: str
    approximations: tuple[str, ...]


async def models_in_use() -> list[ModelInUse]:
    """Ask each for a token, unless it was asked within half a minute.

    Raises ImproperlyConfigured where no model server is set.
    """
    return list(await asyncio.gather(*map(_in_use, shared_models())))


async def _in_use(shared: SharedModel) -> ModelInUse:
    state = await state_of(shared)
    found = shared.model.found
    return ModelInUse(
        name=shared.endpoint.name,
        address=_without_user(shared.endpoint.base_url),
        answers=state == OK,
        state="answers" if state == OK else state,
        breaker=BREAKER[shared.model.breaker.state],
        pressure=PRESSURE[shared.use.turns.pressure],
        model=found.model if found else "",
        dialect=dialect_words(found.dialect) if found else "",
        approximations=found.capabilities.approximations if found else (),
    )


def _without_user(address: str) -> str:
    """The address without a name and password, which those of the settings may hold."""
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
