"""One POST is answered by the last frame that a socket would have got for the same input."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import pytest

from autocomplete.live.limits import DEFAULT_LIMITS
from autocomplete.models import PublicKey
from tests.api.asking import INPUT, PATH, ask
from tests.live.site import Site, until
from tests.live.stand_in_model import StandInModel
from tests.sites.customers import ORIGIN, customer, opened, signed

pytestmark = pytest.mark.asyncio(loop_scope="package")


@pytest.fixture
def key(server: Site) -> PublicKey:
    return customer()


async def test_an_input_is_answered_as_on_a_socket(server: Site, key: PublicKey) -> None:
    answer = await ask(server, key=key.key)
    async with opened(server, key) as client:
        await client.send(**INPUT)
        frame = await client.final(7)
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.body["final"] is True
    assert answer.body["id"] == 7
    assert answer.body["items"] == frame["items"] != []
    assert answer.body.keys() == frame.keys()


@pytest.mark.parametrize("authorization", [None, "", "Basic pk_x", "pk_x"])
async def test_without_a_key_there_is_no_answer(
    server: Site, key: PublicKey, authorization: str | None
) -> None:
    answer = await ask(server, key=None, Authorization=authorization)
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.body["code"] == "unauthorized"


async def test_an_unknown_key_is_refused(server: Site, key: PublicKey) -> None:
    answer = await ask(server, key="pk_nobody")
    assert (answer.status, answer.body["code"]) == (401, "unauthorized")
    assert "unknown or revoked" in answer.body["message"]


@pytest.mark.parametrize("origin", [None, "null", "http://shop.example", "https://evil.example"])
async def test_another_origin_or_none_is_refused(
    server: Site, key: PublicKey, origin: str | None
) -> None:
    answer = await ask(server, key=key.key, Origin=origin)
    assert (answer.status, answer.body["code"]) == (403, "origin_refused")


@pytest.fixture
def strict_key(server: Site) -> PublicKey:
    return customer(tokens_required=True)


async def test_a_signed_token_stands_in_a_header(server: Site, strict_key: PublicKey) -> None:
    assert (await ask(server, key=strict_key.key)).status == 401
    token = signed(strict_key)
    assert (await ask(server, key=strict_key.key, X_Autocomplete_Token=token)).status == 200
    assert (await ask(server, key=strict_key.key, X_Autocomplete_Token="x")).status == 401


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b'"\xff"', b'{"type":"ping"}', {"type": "input"}, INPUT | {"id": -1}],
    ids=str,
)
async def test_what_is_no_input_is_a_bad_frame(server: Site, key: PublicKey, body: Any) -> None:
    answer = await ask(server, body, key=key.key)
    assert (answer.status, answer.body["code"]) == (400, "bad_frame")


@pytest.mark.parametrize("size", [DEFAULT_LIMITS.max_frame_bytes + 1, 3_000_000])
async def test_a_body_too_large_is_refused(server: Site, key: PublicKey, size: int) -> None:
    answer = await ask(server, b" " * size, key=key.key)
    assert (answer.status, answer.body["code"]) == (413, "too_large")
    assert str(DEFAULT_LIMITS.max_frame_bytes) in answer.body["message"]


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded"])
async def test_another_content_type_is_refused(
    server: Site, key: PublicKey, kind: str | None
) -> None:
    answer = await ask(server, key=key.key, Content_Type=kind)
    assert (answer.status, answer.body["code"]) == (415, "unsupported_media_type")


async def test_a_charset_does_no_harm(server: Site, key: PublicKey) -> None:
    kind = "application/json; charset=utf-8"
    assert (await ask(server, key=key.key, Content_Type=kind)).status == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
async def test_another_method_is_refused(server: Site, key: PublicKey, method: str) -> None:
    answer = await ask(server, key=key.key, method=method)
    assert (answer.status, answer.body["code"]) == (405, "method_not_allowed")
    assert answer.headers["Allow"] == "POST, OPTIONS"


async def test_an_unknown_profile_is_not_found(server: Site, key: PublicKey) -> None:
    answer = await ask(server, INPUT | {"profile": "fast"}, key=key.key)
    assert (answer.status, answer.body["code"]) == (404, "unknown_profile")


async def test_too_long_a_context_is_named_as_such(server: Site, key: PublicKey) -> None:
    long = INPUT | {"context": "x" * (DEFAULT_LIMITS.max_context + 1)}
    answer = await ask(server, long, key=key.key)
    assert (answer.status, answer.body["code"], answer.body["id"]) == (422, "too_long", 7)


async def test_a_model_that_fails_is_named_with_a_time_to_come_back(
    server: Site, key: PublicKey, stand_in: StandInModel
) -> None:
    stand_in.status = 500
    answer = await ask(server, key=key.key)
    assert (answer.status, answer.body["code"]) == (503, "model_unavailable")
    assert int(answer.headers["Retry-After"]) >= 1


@pytest.fixture
def poor_key(server: Site) -> PublicKey:
    return customer(tokens_per_day=1)


async def test_a_used_up_budget_is_named_with_the_time_until_midnight(
    server: Site, poor_key: PublicKey
) -> None:
    assert (await ask(server, key=poor_key.key)).status == 200
    answer = await ask(server, key=poor_key.key)
    assert (answer.status, answer.body["code"]) == (429, "quota_exhausted")
    assert 0 < int(answer.headers["Retry-After"]) <= 86_400


async def test_a_client_that_goes_away_ends_the_work_on_the_model(
    server: Site, key: PublicKey, stand_in: StandInModel
) -> None:
    stand_in.may_answer.clear()
    asking = asyncio.create_task(ask(server, key=key.key))
    await until(lambda: stand_in.under_way)
    asking.cancel()
    await until(lambda: stand_in.cut_off == 1)
    await asyncio.wait({asking})


@pytest.mark.parametrize("cookie", ["sessionid=x; csrftoken=y", f"sessionid={'x' * 32}"])
async def test_no_cookie_is_read_or_set_and_no_csrf_token_needed(
    server: Site, key: PublicKey, cookie: str
) -> None:
    answer = await ask(server, key=key.key, Cookie=cookie)
    assert answer.status == 200
    assert "Set-Cookie" not in answer.headers


async def test_what_was_typed_reaches_no_log(
    server: Site, key: PublicKey, caplog: pytest.LogCaptureFixture, stand_in: StandInModel
) -> None:
    caplog.set_level("DEBUG", "autocomplete")
    stand_in.status = 500
    async with httpx.AsyncClient(verify=False) as client:
        await client.post(
            f"http://127.0.0.1:{server.port}{PATH}",
            content=json.dumps(INPUT | {"text": "my secret t"}),
            headers={
                "Authorization": f"Bearer {key.key}",
                "Origin": ORIGIN,
                "Content-Type": "application/json",
            },
        )
    assert "secret" not in caplog.text
