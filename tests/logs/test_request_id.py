"""Each request and socket has one id: in its header, its errors and its log lines."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from django.test import override_settings
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from autocomplete.forwarding import TrustedProxies
from autocomplete.logs.request_id import SAFE, WithRequestIds, current_request_id
from autocomplete.models import PublicKey
from tests.api.asking import ask
from tests.live.site import Site, running
from tests.live.stand_in_model import StandInModel
from tests.sites.customers import customer
from tests.sites.whole_site import forget_all

pytestmark = pytest.mark.asyncio(loop_scope="function")

GIVEN = "front-7.4b2c"


@pytest_asyncio.fixture(loop_scope="function")
async def model() -> AsyncIterator[StandInModel]:
    async with StandInModel() as model:
        yield model


@pytest_asyncio.fixture(loop_scope="function")
async def site(model: StandInModel, transactional_db: None) -> AsyncIterator[Site]:
    from autocomplete.asgi import application

    with override_settings(MODEL_URL=model.url, MODEL_API_KEY="", MODEL_NAME=""):
        async with running(application) as site:
            yield site
            await forget_all()


@pytest.fixture
def key(transactional_db: None) -> PublicKey:
    return customer()


class Heard(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


async def told(trusted: str, named: str | None, kind: str = "http") -> tuple[str, str | None]:
    """The id that a request gets: what the header says, and what the code that serves it sees."""
    seen: list[str | None] = []
    sent: list[Any] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        # A task of the request's own, as most of the work is done in.
        async def work() -> None:
            seen.append(current_request_id())

        await asyncio.create_task(work())
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [] if named is None else [(b"X-Request-ID", named.encode("latin-1"))]
    scope = {"type": kind, "client": ("10.0.0.1", 1), "headers": headers}
    served = WithRequestIds(application, TrustedProxies.parse(trusted))
    await served(scope, lambda: None, send)
    assert current_request_id() is None
    return dict(sent[0]["headers"])[b"x-request-id"].decode(), seen[0]


@pytest.mark.parametrize("trusted", ["1", "10.0.0.0/8"])
async def test_a_trusted_proxy_names_the_request(trusted: str) -> None:
    assert await told(trusted, GIVEN) == (GIVEN, GIVEN)


@pytest.mark.parametrize("trusted", ["", "192.168.0.0/16"])
async def test_nobody_else_does(trusted: str) -> None:
    header, seen = await told(trusted, GIVEN)
    assert header == seen != GIVEN


@pytest.mark.parametrize(
    "named",
    [None, "", "short", "x" * 65, "two words", "line\nbreak", 'quote"d-id', "caf\u00e9-1234"],
)
async def test_an_id_that_is_not_short_and_plain_is_replaced(named: str | None) -> None:
    header, seen = await told("1", named)
    assert header == seen != named
    assert SAFE.fullmatch(header)


async def test_no_two_requests_have_the_same() -> None:
    assert len({(await told("", None))[0] for _ in range(100)}) == 100


async def test_every_error_of_a_socket_names_what_its_handshake_was_answered_with(
    site: Site, model: StandInModel
) -> None:
    async with site.client() as client, site.client() as other:
        assert client.connection.response is not None
        request_id = client.connection.response.headers["X-Request-ID"]
        await client.send_raw("[]")
        assert (await client.receive())["request_id"] == request_id
        model.status = 500
        await client.input(1, "I have t")
        assert (await client.receive())["request_id"] == request_id
        await other.send_raw("[]")
        assert (await other.receive())["request_id"] not in (request_id, None)


async def test_an_answer_of_the_api_names_it_in_header_and_error(
    site: Site, key: PublicKey
) -> None:
    good = await ask(site, key=key.key)
    bad = await ask(site, b"[]", key=key.key)
    refused = await ask(site, key="pk_nobody")
    assert SAFE.fullmatch(good.headers["X-Request-ID"])
    for answer in (bad, refused):
        assert answer.body["request_id"] == answer.headers["X-Request-ID"]
    assert "X-Request-ID" in good.headers["Access-Control-Expose-Headers"]


async def test_pages_and_refused_handshakes_have_one_too(site: Site) -> None:
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        page = await client.get(site.origin + "/healthz")
    with pytest.raises(InvalidStatus) as refusal:
        await connect(f"{site.address}?key=pk_nobody")
    for headers in (page.headers, refusal.value.response.headers):
        assert SAFE.fullmatch(headers["X-Request-ID"])


async def test_a_log_line_about_a_socket_holds_its_id(site: Site, model: StandInModel) -> None:
    from autocomplete.logs.formats import RequestIdFilter

    handler = Heard()
    handler.addFilter(RequestIdFilter())
    logger = logging.getLogger("autocomplete.model_pool.shared_model")
    logger.addHandler(handler)
    try:
        async with site.client() as client:
            model.status = 500
            await client.input(1, "I have t")
            error = await client.receive()
    finally:
        logger.removeHandler(handler)
    [record] = handler.records
    assert "does not answer" in record.getMessage()
    assert record.request_id == error["request_id"]  # type: ignore[attr-defined]
