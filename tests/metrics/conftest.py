from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio
from django.test import override_settings

from tests.live.site import Site, running
from tests.live.stand_in_model import StandInModel
from tests.metrics.scraped import TOKEN


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def stand_in() -> AsyncIterator[StandInModel]:
    async with StandInModel() as model:
        yield model


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def _site(stand_in: StandInModel) -> AsyncIterator[Site]:
    from autocomplete.asgi import application
    from autocomplete.metrics.endpoint import MetricsEndpoint

    with override_settings(MODEL_URL=stand_in.url, MODEL_API_KEY="", MODEL_NAME=""):
        async with running(MetricsEndpoint(application, TOKEN)) as site:
            yield site


@pytest_asyncio.fixture(loop_scope="package")
async def site(_site: Site, stand_in: StandInModel, transactional_db: None) -> AsyncIterator[Site]:
    """The whole site with a metrics token; its database can be written to."""
    from tests.sites.whole_site import forget_all

    stand_in.reset()
    yield _site
    await forget_all()
