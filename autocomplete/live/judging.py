"""Judging texts on this process's models, at the cost of the client who asks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache

from autocomplete.judging.categories import Scheme
from autocomplete.judging.classifying import Classifier
from autocomplete.judging.moderation import Moderation, Rules
from autocomplete.language_model.errors import ModelError
from autocomplete.language_model.interface import LanguageModel
from autocomplete.limits.allowance import Allowance
from autocomplete.model_pool.shared_model import SharedModel, shared_models
from autocomplete.ranking.profile import Profile


@dataclass(frozen=True, slots=True)
class Judges:
    """The models of a profile's route, the cheapest first, and the first one's prompt cache."""

    profile: Profile
    route: tuple[LanguageModel, ...]
    lane: int


@asynccontextmanager
async def judges(profile: Profile, allowance: Allowance | None = None) -> AsyncIterator[Judges]:
    """Yield the models that answer now; their tokens are charged to ``allowance``, if given.

    Nobody looks ahead on the first model meanwhile. Failures and answers are noted for the log and
    the health pages, and a ModelError is passed on.
    """
    shared = shared_models().route(profile.route)
    models: list[LanguageModel] = [one.model for one in shared]
    if allowance is not None:
        models = [allowance.metered(model, profile.slug) for model in models]
    first = shared[0]
    lane = first.lanes.take()
    try:
        with first.use.searching():
            yield Judges(profile, tuple(models), lane)
        first.note_answer()
    except ModelError as error:
        first.note_failure(error)
        raise
    finally:
        first.lanes.give_back(lane)


def moderation(
    rules: Rules, shared: SharedModel, profile: Profile, allowance: Allowance
) -> Moderation:
    """What judges a session's suggestions."""
    # The first sessions take the first lanes: the last one's cache is in the least demand.
    lane = shared.endpoint.lanes - 1
    return Moderation(rules, allowance.metered(shared.model, profile.slug), lane=lane)


@lru_cache(maxsize=64)
def classifier(scheme: Scheme) -> Classifier:
    """One for each scheme: it keeps what it learned of the models' bias."""
    return Classifier(scheme)
