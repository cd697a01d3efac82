"""Probes a model that operators add, on a connection of its own."""

from __future__ import annotations

import asyncio

from autocomplete.language_model.errors import ModelTimeout
from autocomplete.language_model.examination import Examination, examine
from autocomplete.model_pool.endpoints import Endpoint
from autocomplete.model_pool.shared_model import SharedModel

# The operator waits for it, and all other pages wait with them.
PROBE_SECONDS = 30.0


async def probe(endpoint: Endpoint) -> Examination:
    """Talk to the model for as long as PROBE_SECONDS. Raises ModelError."""
    model = SharedModel(endpoint).model
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            return await examine(model)
    except TimeoutError as error:
        raise ModelTimeout(f"It took more than {PROBE_SECONDS:.0f} s for a few tokens.") from error
    finally:
        await model.aclose()
