"""A site's own server manages its phrases over HTTP, by a secret token."""

from __future__ import annotations

from typing import Any

import pytest
from asgiref.sync import sync_to_async

from autocomplete.models import PhraseList, PhraseToken
from autocomplete.models import Site as SiteRow
from autocomplete.models.phrase_token import digest
from tests.api.asking import Answer, ask
from tests.live.site import Site
from tests.sites.customers import customer

pytestmark = pytest.mark.asyncio(loop_scope="package")

PATH = "/api/v1/phrases"
TWO = {"phrases": [{"text": "Zyban patch", "weight": 2.5}, {"text": "Qorvex"}]}


@pytest.fixture
def token(server: Site) -> str:
    return PhraseToken.create(SiteRow.objects.create(name="shop"))[1]


async def call(
    server: Site, token: str | None, method: str, body: Any = b"", query: str = ""
) -> Answer:
    return await ask(server, body, key=token, method=method, path=PATH + query, Origin=None)


@sync_to_async
def other_lists() -> None:
    shop = SiteRow.objects.get(name="shop")
    shared = PhraseList.objects.create(name="shared")
    shared.sites.set([shop, SiteRow.objects.create(name="other")])


async def test_phrases_are_stored_read_and_deleted(server: Site, token: str) -> None:
    stored = await call(server, token, "POST", TWO)
    assert stored.status == 200
    assert stored.body == {"list": "api", "added": 2, "changed": 0, "deleted": 0, "phrases": 2}
    page = await call(server, token, "GET")
    assert page.body["phrases"] == [
        {"text": "Qorvex", "weight": 1.0},
        {"text": "Zyban patch", "weight": 2.5},
    ]
    assert page.body["next"] is None
    assert page.headers["Cache-Control"] == "no-store"
    after = await call(server, token, "GET", query="?list=api&after=Qorvex")
    assert [one["text"] for one in after.body["phrases"]] == ["Zyban patch"]
    deleted = await call(server, token, "DELETE", {"texts": ["Qorvex", "never there"]})
    assert deleted.body == {"list": "api", "added": 0, "changed": 0, "deleted": 1, "phrases": 1}
    assert (await call(server, token, "DELETE", {"all": True})).body["deleted"] == 1
    assert (await call(server, token, "GET")).status == 404


async def test_storing_again_changes_weights_and_may_replace(server: Site, token: str) -> None:
    await call(server, token, "POST", TWO)
    body = {"phrases": [{"text": "Qorvex", "weight": 9}], "replace": True}
    stored = await call(server, token, "POST", body)
    assert stored.body == {"list": "api", "added": 0, "changed": 1, "deleted": 1, "phrases": 1}


async def test_a_long_list_is_read_page_by_page(
    server: Site, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await call(
        server, token, "POST", {"phrases": [{"text": f"name {at:04}"} for at in range(1500)]}
    )
    first = await call(server, token, "GET")
    second = await call(server, token, "GET", query=f"?after={first.body['next']}")
    assert [len(page.body["phrases"]) for page in (first, second)] == [1000, 500]
    assert second.body["next"] is None


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
async def test_only_a_secret_token_that_holds_opens_it(
    server: Site, token: str, method: str
) -> None:
    revoked = await sync_to_async(_revoked)()
    public = (await sync_to_async(customer)()).key
    inactive = await sync_to_async(_of_inactive_site)()
    for shown in (None, "sk_" + "0" * 48, public, revoked, inactive, digest(token)):
        answer = await call(server, shown, method, TWO)
        assert answer.status == 401, shown
        assert answer.body["code"] == "unauthorized"
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def _revoked() -> str:
    made, token = PhraseToken.create(SiteRow.objects.create(name="revoked"))
    made.revoke()
    return token


def _of_inactive_site() -> str:
    return PhraseToken.create(SiteRow.objects.create(name="inactive", active=False))[1]


async def test_only_the_hash_of_a_token_is_kept(server: Site, token: str) -> None:
    kept = await PhraseToken.objects.aget()
    assert kept.digest == digest(token)
    assert token not in repr(kept.__dict__)


async def test_a_list_that_other_sites_use_too_is_no_business_of_one(
    server: Site, token: str
) -> None:
    await other_lists()
    assert (await call(server, token, "GET", query="?list=shared")).status == 404
    assert (await call(server, token, "DELETE", {"list": "shared", "all": True})).status == 404
    made = await call(server, token, "POST", {**TWO, "list": "shared"})
    assert made.status == 200
    shared = [one async for one in PhraseList.objects.filter(name="shared").order_by("pk")]
    assert len(shared) == 2
    assert await shared[0].phrases.acount() == 0


@pytest.mark.parametrize(
    ("method", "body", "status", "said"),
    [
        ("POST", b"{", 400, "not JSON"),
        ("POST", b"\xff", 400, "not UTF-8"),
        ("POST", {}, 400, "phrases"),
        ("POST", {"phrases": [{"text": "good"}, {"text": "\x07bell"}]}, 400, "phrases[1]"),
        ("POST", {"phrases": [{"text": "x" * 201}]}, 400, "201 characters"),
        ("POST", {"phrases": [{"text": "good", "weight": 0}]}, 400, "0"),
        ("POST", {"phrases": [], "list": "<b>"}, 400, "list"),
        ("DELETE", {}, 404, "no list"),
        ("POST", b" " * (2 * 1024 * 1024 + 1), 413, "larger than"),
        ("PATCH", {}, 405, "GET, POST, DELETE"),
    ],
)
async def test_what_cannot_be_done_is_said(
    server: Site, token: str, method: str, body: Any, status: int, said: str
) -> None:
    answer = await call(server, token, method, body)
    assert answer.status == status
    assert said in answer.body["message"]


async def test_a_deletion_says_what_to_delete(server: Site, token: str) -> None:
    await call(server, token, "POST", TWO)
    for body in ({}, {"texts": ["Qorvex"], "all": True}):
        assert (await call(server, token, "DELETE", body)).status == 400
    assert len((await call(server, token, "GET")).body["phrases"]) == 2


async def test_a_form_is_not_taken_for_json(server: Site, token: str) -> None:
    answer = await ask(server, TWO, key=token, path=PATH, Origin=None, Content_Type="text/plain")
    assert answer.status == 415


async def test_pages_of_other_origins_cannot_read_the_answer(server: Site, token: str) -> None:
    answer = await ask(server, TWO, key=token, path=PATH, Origin="https://evil.example")
    assert "Access-Control-Allow-Origin" not in answer.headers
