"""A bench's page in a test's hands: it sends what stands in the field and in the form."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlencode

from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.test import Client as Browser
from websockets.asyncio.client import connect

from autocomplete.models import ProfileDraft
from tests.admin.operators import posted
from tests.live.site import Client, Site


class Bench(Client):
    """Numbers its inputs by itself."""

    newest = 0

    async def type(self, text: str, **fields: Any) -> dict[str, Any]:
        """The last answer to a text: the frame in which every side is final."""
        self.newest += 1
        await self.send(type="input", id=self.newest, text=text, **fields)
        while True:
            frame = await self.receive()
            assert frame["type"] == "lists", frame
            if frame["id"] == self.newest and all(
                side["final"] or side["failure"] for side in frame["sides"]
            ):
                return frame


def form(draft: ProfileDraft, **changes: Any) -> str:
    """The form of a draft's page as a browser encodes it, after these changes."""
    return urlencode(posted(draft, time_budget_ms="60000", **changes))


def session_of(user: User) -> str:
    browser = Browser()
    browser.force_login(user)
    return browser.cookies["sessionid"].value


def texts(frame: dict[str, Any], side: int = 0) -> list[str]:
    return list(frame["sides"][side]["texts"])


def reasons(frame: dict[str, Any], side: int = 0) -> dict[str, str]:
    """Why each text that is not shown is not."""
    return {
        "".join(piece for piece, _ in one["pieces"]): one["why"]
        for one in frame["sides"][side]["left_out"]
    }


@asynccontextmanager
async def bench_of(site: Site, user: User | None, **options: Any) -> AsyncIterator[Bench]:
    """A bench opened by a page of this site, with the cookie of whoever is signed in."""
    headers = {"Cookie": f"sessionid={await sync_to_async(session_of)(user)}"} if user else {}
    options = {"origin": site.origin, "additional_headers": headers, **options}
    async with connect(f"ws://127.0.0.1:{site.port}/ws/bench/", **options) as connection:
        bench = Bench(connection)
        yield bench
