"""Judging texts on this process's models, at the cost of the client who asks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache

from autocomplete.judging.categories import Scheme
from autocomplete.judging.classifying import Classifier
from autocomplete.judging.moderation import Moderation, Rules
from autocomplete.language_model.interface import LanguageModel
from autocomplete.live.allowance import Allowance
from autocomplete.live.shared_model import SharedModel, shared_model, shared_models


@dataclass(frozen=True, slots=True)
class Judges:
    """The models to ask, the cheapest first, and the prompt cache to ask them with."""

    route: tuple[LanguageModel, ...]
    lane: int


@asynccontextmanager
async def judges(allowance: Allowance | None) -> AsyncIterator[Judges]:
    """Yield the models that answer now; their tokens are charged to ``allowance``, if given.

    Nobody looks ahead on the first model meanwhile.
    """
    first = shared_model()
    others = [one for one in shared_models() if one is not first and one.model.breaker.admits]
    models: list[LanguageModel] = [one.model for one in (first, *others)]
    if allowance is not None:
        models = [allowance.metered(model) for model in models]
    lane = first.lanes.take()
    try:
        with first.use.searching():
            yield Judges(tuple(models), lane)
    finally:
        first.lanes.give_back(lane)


def moderation(rules: Rules, shared: SharedModel, allowance: Allowance) -> Moderation:
    """What judges a session's suggestions."""
    # The first sessions take the first lanes: the last one's cache is in the least demand.
    lane = shared.endpoint.lanes - 1
    return Moderation(rules, allowance.metered(shared.model), lane=lane)


@lru_cache(maxsize=64)
def classifier(scheme: Scheme) -> Classifier:
    """One for each scheme: it keeps what it learned of the models' bias."""
    return Classifier(scheme)
