"""The models of a route that is measured: embedded ones by the name of their weights, or the
settings' own by the names that routes call them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from django.conf import settings

from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.embedded import EmbeddedServer
from autocomplete.language_model.interface import LanguageModel
from autocomplete.language_model.weights import CATALOGUE
from autocomplete.management.progress_bar import fetch_with_progress_bar
from autocomplete.model_pool.endpoints import endpoints


class UnknownModel(Exception):
    """A route names what is no model; the message says which there are."""


@asynccontextmanager
async def measured_route(names: tuple[str, ...]) -> AsyncIterator[tuple[LanguageModel, ...]]:
    """Yield the models in the order of their names; what was started for them ends with the block.

    Raises UnknownModel before anything starts, then ModelError and WeightsError.
    """
    of_settings = (
        {endpoint.name: endpoint for endpoint in endpoints()} if settings.MODEL_URL else {}
    )
    for name in names:
        if name not in CATALOGUE and name not in of_settings:
            known = ", ".join([*CATALOGUE, *of_settings])
            raise UnknownModel(f"There is no model {name!r}: choose from {known}.")
    async with AsyncExitStack() as stack:
        models = []
        for name in names:
            if name in of_settings:
                endpoint = of_settings[name]
                model = HttpLanguageModel(
                    endpoint.base_url,
                    api_key=endpoint.api_key,
                    api_key_variable=endpoint.api_key_variable,
                    model=endpoint.model,
                    lanes=endpoint.lanes,
                )
            else:
                file = fetch_with_progress_bar(CATALOGUE[name], settings.DATA_FOLDER)
                server = await stack.enter_async_context(EmbeddedServer(file, name=name, lanes=1))
                model = HttpLanguageModel(server.base_url, api_key=server.api_key, model=name)
            stack.push_async_callback(model.aclose)
            models.append(model)
        yield tuple(models)
