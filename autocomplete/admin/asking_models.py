"""Asks the site's models from admin pages, which are synchronous."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from asgiref.sync import async_to_sync

from autocomplete.live.judging import Judges, judges
from autocomplete.models import Site
from autocomplete.publishing.published import published

Found = TypeVar("Found")


def ask_models(site: Site, judge: Callable[[Judges], Awaitable[Found]]) -> Found:
    """What ``judge`` finds on the models of a site's profile. Raises ModelError.

    The work is done on the server's own event loop, whose connections to the models are used. An
    operator who tries something is not charged to the site.
    """

    async def asked() -> Found:
        async with judges(published.profiles[site.profile]) as them:
            return await judge(them)

    return async_to_sync(asked)()
