"""The whole site with the stand-in model, and a bench of somebody who is signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.live.site import Site
from tests.live.stand_in_model import StandInModel
from tests.sites.whole_site import forget_all, whole_site


@pytest_asyncio.fixture(scope="package", loop_scope="package")
async def _shared_server() -> AsyncIterator[tuple[Site, StandInModel]]:
    async with whole_site() as server:
        yield server


@pytest_asyncio.fixture(loop_scope="package")
async def server(
    _shared_server: tuple[Site, StandInModel], transactional_db: None
) -> AsyncIterator[Site]:
    """A running site whose database can be written to."""
    site, model = _shared_server
    model.reset()
    yield site
    await forget_all()


@pytest.fixture
def stand_in(server: Site, _shared_server: tuple[Site, StandInModel]) -> StandInModel:
    return _shared_server[1]
