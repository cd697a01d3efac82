"""The site's websocket on a real port, asking the stand-in model."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
import pytest_asyncio
from channels.routing import ProtocolTypeRouter
from pytest_django import Settings

from autocomplete.live.limits import DEFAULT_LIMITS
from tests.live.site import Site, running
from tests.live.stand_in_model import StandInModel

StartSite = Callable[..., AbstractAsyncContextManager[Site]]


@pytest_asyncio.fixture
async def stand_in(settings: Settings) -> AsyncIterator[StandInModel]:
    async with StandInModel() as model:
        settings.MODEL_URL = model.url
        settings.MODEL_API_KEY = ""
        settings.MODEL_NAME = ""
        yield model


@pytest_asyncio.fixture
async def site(stand_in: StandInModel) -> AsyncIterator[Site]:
    """The websocket at its own address, with the limits of a deployed site."""
    # Django is set up only after the conftest files are read.
    from autocomplete.live.lifespan import lifespan
    from autocomplete.live.routing import websocket

    async with running(ProtocolTypeRouter({"websocket": websocket, "lifespan": lifespan})) as site:
        yield site


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
