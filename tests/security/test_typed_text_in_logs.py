"""What people type is in no log record and on no channel, at any level, whatever fails."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from django.conf import settings as django_settings
from django.test import override_settings

from autocomplete.live.session import TypingSession
from tests.live.site import Client, Site, running
from tests.live.stand_in_model import StandInModel
from tests.security.echoing_model import echoing_model
from tests.sites.customers import ORIGIN, changed, customer
from tests.sites.whole_site import forget_all

pytestmark = [pytest.mark.asyncio(loop_scope="function"), pytest.mark.django_db(transaction=True)]

CANARY = "zaphodbeeblebrox"
BAD_FRAMES = [
    CANARY,
    f'{{"type": "{CANARY}"}}',
    f'{{"type": "input", "id": "{CANARY}", "text": "a"}}',
    f'{{"type": "input", "id": 5, "text": ["{CANARY}"]}}',
    json.dumps({"type": "input", "id": 6, "text": "a", "context": CANARY * 1000}),
    json.dumps({"type": "input", "id": 7, "text": CANARY, "profile": CANARY}),
    json.dumps({"type": "input", "id": 8, "text": CANARY * 100_000}),
    json.dumps({"type": "accept", "id": 900, "rank": 0, "length": 1, "ms_shown": CANARY}),
]


class Heard(logging.Handler):
    """Every record as it would be written, with its arguments and traceback."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{self.format(record)} {record.args!r} {record.__dict__!r}")


@pytest.fixture
def heard() -> Iterator[Heard]:
    """All there is to hear at DEBUG, except from those whom settings.py keeps at WARNING."""
    heard = Heard()
    root = logging.getLogger()
    names = ["", "django", "django.request", "django.db.backends", "autocomplete"]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    # The settings as they are; pytest's own handlers are no part of the site.
    loggers: dict[str, Any] = django_settings.LOGGING["loggers"]
    for name, logger in loggers.items():
        if name not in names:
            before[name] = logging.getLogger(name).level
            logging.getLogger(name).setLevel(logger["level"])
    root.addHandler(heard)
    yield heard
    root.removeHandler(heard)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)


@pytest_asyncio.fixture(loop_scope="function", params=["sound", "failing"])
async def site(request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    from autocomplete.asgi import application

    model = StandInModel() if request.param == "sound" else echoing_model()
    async with model as started:
        url = started.url if isinstance(started, StandInModel) else started
        with override_settings(MODEL_URL=url, MODEL_API_KEY="", MODEL_NAME=""):
            async with running(application) as site:
                yield site
                await forget_all()


async def type_it(client: Client) -> None:
    for id in range(1, 5):
        await client.input(id, f"{CANARY} I have t{'wo'[: id - 1]}", context=CANARY, after=CANARY)
        while (frame := await client.receive(within=20))["type"] != "error":
            if frame.get("final"):
                break
    for bad in BAD_FRAMES:
        await client.send_raw(bad)
        await client.receive(within=20)
        await client.send(type="ping")
        while (await client.receive(within=20))["type"] != "pong":
            pass


async def post_it(site: Site, key: str) -> None:
    def requests() -> Iterator[dict[str, Any]]:
        whole = {"type": "input", "id": 7, "text": f"{CANARY} I have t", "context": CANARY}
        for name in ("suggest", "score", "classify"):
            for body in (json.dumps(whole), json.dumps({"text": CANARY}), CANARY, f"[{CANARY}"):
                for shown in (key, CANARY):
                    yield {
                        "method": "POST",
                        "url": f"/api/v1/{name}",
                        "content": body,
                        "headers": {
                            "Origin": ORIGIN,
                            "Content-Type": "application/json",
                            "Authorization": f"Bearer {shown}",
                        },
                    }
        yield {"method": "POST", "url": "/inspector/", "data": {"frame": CANARY}}
        yield {"method": "GET", "url": "/", "headers": {"Host": f"{CANARY}.example"}}

    address = f"http://127.0.0.1:{site.port}"
    async with httpx.AsyncClient(
        base_url=address, timeout=30, trust_env=False, verify=False
    ) as client:
        for request in requests():
            await client.request(**request)


async def test_no_record_and_no_channel_holds_it(
    site: Site, heard: Heard, capfd: pytest.CaptureFixture[str]
) -> None:
    made = []
    await changed(lambda: made.append(customer()))
    async with site.client() as client:
        await type_it(client)
    await post_it(site, made[0].key)
    said = capfd.readouterr()
    assert [line for line in heard.lines if CANARY in line] == []
    assert CANARY not in said.out + said.err
    assert heard.lines, "nothing at all was heard"


async def test_nor_does_the_traceback_of_a_mistake(
    site: Site, heard: Heard, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    async def mistaken(self: TypingSession, typed: Any) -> Any:
        raise ValueError(f"cannot read {typed}")
        yield

    monkeypatch.setattr(TypingSession, "suggest", mistaken)
    async with site.client() as client:
        for id in (1, 2):
            await client.input(id, CANARY)
            assert (await client.receive())["code"] == "model_unavailable"
    said = capfd.readouterr()
    assert [line for line in heard.lines if CANARY in line] == []
    assert CANARY not in said.out + said.err
    assert any("ValueError" in line for line in heard.lines), "what failed is said all the same"
