"""The whole site, pages and sockets, on a real port, asking the stand-in model."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from django.test import override_settings

from tests.live.site import Site, running
from tests.live.stand_in_model import StandInModel


# One server for all tests of this folder: it has an event loop of its own, because a loop has one
# shared model.
@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def _shared_server() -> AsyncIterator[tuple[Site, StandInModel]]:
    # Django is set up only after the conftest files are read.
    from autocomplete.asgi import application

    async with StandInModel() as model:
        with override_settings(MODEL_URL=model.url, MODEL_API_KEY="", MODEL_NAME=""):
            async with running(application) as site:
                yield site, model


@pytest_asyncio.fixture(loop_scope="package")
async def server(
    _shared_server: tuple[Site, StandInModel], transactional_db: None
) -> AsyncIterator[Site]:
    """A running site that has counted nothing yet; its database can be written to."""
    from autocomplete.live.limits_in_use import close_limit_store
    from autocomplete.live.site_directory import directory

    site, model = _shared_server
    model.reset()
    directory.forget()
    yield site
    await close_limit_store()


@pytest.fixture
def stand_in(server: Site, _shared_server: tuple[Site, StandInModel]) -> StandInModel:
    return _shared_server[1]
