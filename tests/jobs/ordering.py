"""Jobs as operators order them, and models that a worker asks in the place of the real one."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import msgspec

from autocomplete.evaluation.items import Item
from autocomplete.jobs.giving_way import GivingWay
from autocomplete.jobs.orders import ChosenProfile, EvaluationOrder, TuningOrder, texts_digest
from autocomplete.models import Job, JobKind
from autocomplete.publishing.profile_values import built_in_values
from tests.evaluation.word_model import SENTENCE

TEXTS = (Item(SENTENCE), Item("The dog ran."), Item("The cat ran?"), Item("A mat sat."))
DEFAULT = ChosenProfile("default", built_in_values())


def evaluation(texts: tuple[Item, ...] = TEXTS, **order: Any) -> Job:
    """An evaluation of the built-in profile that waits for a worker."""
    plain = msgspec.to_builtins(texts)
    chosen: dict[str, Any] = {"profiles": (DEFAULT,), "greedy": False, **order}
    return Job.objects.create(
        kind=JobKind.EVALUATION,
        name="cats",
        order=msgspec.to_builtins(EvaluationOrder(texts_digest=texts_digest(plain), **chosen)),
        texts=plain,
    )


def tuning(texts: tuple[Item, ...] = TEXTS, **order: Any) -> Job:
    """A search that waits for a worker."""
    chosen: dict[str, Any] = {"tokens_per_keystroke": 3.0, "trials": 6, "seed": 1, **order}
    return Job.objects.create(
        kind=JobKind.TUNING,
        name="cats",
        order=msgspec.to_builtins(TuningOrder(DEFAULT, **chosen)),
        texts=msgspec.to_builtins(texts),
    )


async def nobody_types() -> bool:
    return False


def asking(model: Any) -> Callable[[], AbstractAsyncContextManager[GivingWay]]:
    """What opens ``model`` for a worker, while nobody types."""

    @asynccontextmanager
    async def opened() -> AsyncIterator[GivingWay]:
        yield GivingWay(model, nobody_types, lane=0)

    return opened
