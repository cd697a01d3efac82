"""The model that is measured: the one of the settings, else the embedded one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from django.conf import settings

from autocomplete.language_model.bare import BareCompletion
from autocomplete.language_model.embedded import EmbeddedServer
from autocomplete.language_model.sampling import HttpSamplingModel
from autocomplete.language_model.weights import DEFAULT, Weights
from autocomplete.management.progress_bar import fetch_with_progress_bar


@dataclass(frozen=True, slots=True)
class MeasuredModel:
    """A model, and bare completions on the same server to compare its latency with.

    ``weights`` are those of the embedded model, None for other servers.
    """

    model: HttpSamplingModel
    bare: BareCompletion
    weights: Weights | None = None


@asynccontextmanager
async def measured_model(lanes: int) -> AsyncIterator[MeasuredModel]:
    """Yield the model with ``lanes`` prompt caches; what was started for it ends with the block.

    Bare completions have a prompt cache of their own. Raises ModelError and WeightsError.
    """
    async with AsyncExitStack() as stack:
        url, api_key, name = settings.MODEL_URL, settings.MODEL_API_KEY, settings.MODEL_NAME
        slots = settings.MODEL_LANES
        weights: Weights | None = None
        if not url:
            slots = lanes + 1
            weights = DEFAULT
            file = fetch_with_progress_bar(DEFAULT, settings.DATA_FOLDER)
            embedded = await stack.enter_async_context(
                EmbeddedServer(file, name=DEFAULT.name, lanes=slots)
            )
            url, api_key, name = embedded.base_url, embedded.api_key, embedded.name
        model = HttpSamplingModel(url, api_key=api_key, model=name, lanes=slots)
        stack.push_async_callback(model.aclose)
        can = await model.capabilities()
        lane = slots - 1 if can.token_paths else None
        bare = BareCompletion(url, api_key=api_key, model=can.model, lane=lane)
        stack.push_async_callback(bare.aclose)
        yield MeasuredModel(model, bare, weights)
