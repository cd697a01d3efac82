"""The model that jobs ask: the site's own, on a lane of its own where there is one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

from django.conf import settings

from autocomplete.evaluation.measured_model import measured_model
from autocomplete.jobs.giving_way import GivingWay
from autocomplete.language_model.sampling import HttpSamplingModel
from autocomplete.model_pool.typing_sign import typing_sign


@asynccontextmanager
async def job_model() -> AsyncIterator[GivingWay]:
    """Yield the settings' model, else an embedded one that ends with the block.

    Raises ModelError and WeightsError.
    """
    async with aclosing(typing_sign()) as sign:
        if not settings.MODEL_URL:
            async with measured_model(1) as measured:
                # It has a server of its own, but shares the machine.
                yield GivingWay(measured.model, sign.typing, lane=0)
            return
        model = HttpSamplingModel(
            settings.MODEL_URL,
            api_key=settings.MODEL_API_KEY,
            model=settings.MODEL_NAME,
            lanes=settings.WORKER_LANE,
        )
        async with aclosing(model):
            yield GivingWay(model, sign.typing, lane=settings.WORKER_LANE - 1)
