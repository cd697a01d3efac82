"""Auto-tuning as a job: each candidate's result on each text is kept, so that it can go on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import get_args

import msgspec

from autocomplete.calibrations import fitted
from autocomplete.evaluation.items import Item, chosen
from autocomplete.evaluation.tuning import Score, Tuned, planned_measurements, tune
from autocomplete.evaluation.tuning_simulation import TuningSimulation
from autocomplete.evaluation.tuning_space import Space
from autocomplete.jobs.orders import TuningOrder
from autocomplete.jobs.work import CannotWork, Work
from autocomplete.language_model.interface import LanguageModel
from autocomplete.ranking.profile import Profile
from autocomplete.ranking.strategies import Strategy


async def tune_profile(order: TuningOrder, work: Work) -> Tuned:
    """Search on the first half of the texts, confirm on the second. Raises ModelError, CannotWork.

    Progress is in texts typed.
    """
    try:
        start = order.start.profile
    except ValueError as error:
        raise CannotWork(f"{order.start.name} cannot be used: {error}") from error
    items = list(work.texts)
    first, second = chosen(items, "first", None), chosen(items, "second", None)
    numbers = {id(item): number for number, item in enumerate(items)}
    simulation = TuningSimulation(work.model)
    progress = work.progress
    progress.total = planned_measurements(order.trials, len(first), len(second))
    progress.now = "Trying candidates"

    async def measure(profile: Profile, item: Item) -> Score:
        key = f"{_digest(profile)}/{numbers[id(item)]}"
        if key not in counted:
            counted.add(key)
            progress.done += 1
        packed = work.steps.get(key)
        if packed is not None:
            return msgspec.msgpack.decode(packed, type=Score)
        score = await simulation.score(profile, item)
        await work.steps.keep(key, msgspec.msgpack.encode(score))
        return score

    counted: set[str] = set()
    space = Space(start, await believable(work.model, start))
    return await tune(
        space,
        order.tokens_per_keystroke,
        first,
        second,
        measure,
        trials=order.trials,
        seed=order.seed,
    )


async def believable(model: LanguageModel, start: Profile) -> Sequence[Strategy]:
    """The start's strategy, and those that are calibrated for the model. Raises ModelError."""
    name = (await model.capabilities()).model
    return [
        strategy
        for strategy in get_args(Strategy)
        if strategy == start.strategy or fitted(name, strategy) is not None
    ]


def _digest(profile: Profile) -> str:
    return hashlib.sha256(msgspec.json.encode(profile)).hexdigest()[:16]
