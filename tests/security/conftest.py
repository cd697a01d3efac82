from __future__ import annotations

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.live.site import Site
from tests.live.stand_in_model import StandInModel
from tests.sites.whole_site import forget_all, whole_site


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def _shared_server() -> AsyncIterator[tuple[Site, StandInModel]]:
    async with whole_site() as server:
        yield server


@pytest_asyncio.fixture(loop_scope="package")
async def stand_in(_shared_server: tuple[Site, StandInModel]) -> StandInModel:
    _shared_server[1].reset()
    return _shared_server[1]


@pytest_asyncio.fixture(loop_scope="package")
async def server(
    _shared_server: tuple[Site, StandInModel], stand_in: StandInModel, transactional_db: None
) -> AsyncIterator[Site]:
    """The whole site, which has counted nothing yet; its database can be written to."""
    yield _shared_server[0]
    await forget_all()
