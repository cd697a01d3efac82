"""What a site blocks or has screened is shown to nobody, on sockets and over HTTP."""

from __future__ import annotations

import pytest

from autocomplete.models import Moderation, PublicKey
from tests.api.asking import ask
from tests.live.site import Site
from tests.live.stand_in_model import StandInModel
from tests.sites.customers import customer, opened

pytestmark = pytest.mark.asyncio(loop_scope="package")


@pytest.fixture
def key(server: Site) -> PublicKey:
    key = customer()
    Moderation.objects.create(site=key.site, blocked_terms="Tower\nTWO")
    return key


@pytest.fixture
def strict_key(server: Site) -> PublicKey:
    key = customer()
    Moderation.objects.create(site=key.site, blocked_terms="one\ntwo\nthree\ntower\none two")
    return key


async def test_blocked_terms_are_left_out_of_the_list(server: Site, key: PublicKey) -> None:
    async with opened(server, key) as client:
        await client.input(1, "I have")
        frame = await client.final(1)
    words = {word for item in frame["items"] for word in item["text"].split()}
    assert "one" in words
    assert words.isdisjoint({"two", "tower"})
    assert frame["stats"]["gate"] is None


async def test_where_nothing_is_left_the_gate_says_so(
    server: Site, strict_key: PublicKey, stand_in: StandInModel
) -> None:
    async with opened(server, strict_key) as client:
        await client.input(1, "I have", force=True)
        frame = await client.final(1)
    assert frame["items"] == []
    assert frame["stats"]["gate"] == "blocked"
    assert frame["stats"]["ghost"] is None


async def test_the_http_api_holds_back_the_same(server: Site, strict_key: PublicKey) -> None:
    answer = await ask(server, key=strict_key.key)
    assert answer.body["items"] == []
    assert answer.body["stats"]["gate"] == "blocked"
