"""The site's websocket on a real port, asking the stand-in model."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from channels.routing import ProtocolTypeRouter
from django.test import override_settings

from autocomplete.live.limits import DEFAULT_LIMITS
from tests.live.site import Site, running
from tests.live.stand_in_model import StandInModel

StartSite = Callable[..., AbstractAsyncContextManager[Site]]


# One server for all tests of this folder, because starting and stopping one takes a third of a
# second. Their modules therefore share one event loop as well.
@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _shared_stand_in() -> AsyncIterator[StandInModel]:
    async with StandInModel() as model:
        with override_settings(MODEL_URL=model.url, MODEL_API_KEY="", MODEL_NAME=""):
            yield model


@pytest.fixture
def stand_in(_shared_stand_in: StandInModel) -> StandInModel:
    _shared_stand_in.reset()
    return _shared_stand_in


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def _shared_site(_shared_stand_in: StandInModel) -> AsyncIterator[Site]:
    # Django is set up only after the conftest files are read.
    from autocomplete.live.lifespan import lifespan
    from autocomplete.live.routing import websocket

    async with running(ProtocolTypeRouter({"websocket": websocket, "lifespan": lifespan})) as site:
        yield site


@pytest.fixture
def site(_shared_site: Site, stand_in: StandInModel) -> Site:
    """The websocket at its own address, with the limits of a deployed site."""
    return _shared_site


@pytest.fixture
def site_with(stand_in: StandInModel) -> StartSite:
    """Start the websocket with other limits: ``async with site_with(idle_seconds=0.2) as site``."""
    from autocomplete.live.consumer import AutocompleteConsumer
    from autocomplete.live.lifespan import lifespan

    @asynccontextmanager
    async def start(**limits: Any) -> AsyncIterator[Site]:
        changed = dataclasses.replace(DEFAULT_LIMITS, **limits)
        consumer = AutocompleteConsumer.as_asgi(limits=changed)
        routes = {"websocket": consumer, "lifespan": lifespan}
        async with running(ProtocolTypeRouter(routes)) as site:
            yield site

    return start
