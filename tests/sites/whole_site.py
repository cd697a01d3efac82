"""The whole site, pages and sockets, on a real port, asking the stand-in model."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from django.test import override_settings

from tests.live.site import Site, running
from tests.live.stand_in_model import StandInModel


@asynccontextmanager
async def whole_site() -> AsyncIterator[tuple[Site, StandInModel]]:
    """For the tests of one folder: each has an event loop of its own, which has one model."""
    # Django is set up only after the conftest files are read.
    from autocomplete.asgi import application

    async with StandInModel() as model:
        with override_settings(MODEL_URL=model.url, MODEL_API_KEY="", MODEL_NAME=""):
            async with running(application) as site:
                yield site, model


async def forget_all() -> None:
    """Have the site count nothing."""
    from autocomplete.access.admission import attempts
    from autocomplete.limits.limits_in_use import close_limit_store

    attempts.clear()
    await close_limit_store()
