"""What happens on sockets and in the API is counted, by labels that never hold what was typed."""

from __future__ import annotations

from typing import Any

import pytest

from autocomplete.models import PublicKey
from tests.api.asking import ask
from tests.live.site import Site, until
from tests.live.stand_in_model import StandInModel
from tests.metrics.scraped import Scraped, scrape, scraped, value
from tests.sites.customers import customer, refused

pytestmark = pytest.mark.asyncio(loop_scope="package")

CANARY = "zaphodbeeblebrox"
BUCKETS = "autocomplete_stage_seconds_count"


@pytest.fixture
def key(site: Site) -> PublicKey:
    return customer()


class Since:
    """How much higher a sample is than it was."""

    def __init__(self, before: Scraped, after: Scraped) -> None:
        self._before = before
        self._after = after

    def __call__(self, name: str, **labels: str) -> float:
        return value(self._after, name, **labels) - value(self._before, name, **labels)


async def since(site: Site, before: Scraped) -> Since:
    return Since(before, await scraped(site))


async def test_a_list_counts_in_every_stage(site: Site) -> None:
    before = await scraped(site)
    async with site.client() as client:
        await client.input(1, "I have t")
        frame = await client.final(1)
        grown = await since(site, before)
        assert grown("autocomplete_sockets_open") == 1
    for stage in ("waiting", "model", "search", "ranking", "first_list", "final_list"):
        assert grown(BUCKETS, stage=stage) == 1, stage
    requests = frame["stats"]["model_requests"]
    # Asking ahead begins behind the list.
    assert grown(BUCKETS, stage="queue") >= requests > 0
    assert grown("autocomplete_inputs_total") == 1
    assert grown("autocomplete_lists_total", source="model") == 1
    assert grown("autocomplete_sockets_opened_total") == 1
    [model] = {dict(labels)["model"] for name, labels in await scraped(site) if "breaker" in name}
    answered = grown("autocomplete_model_requests_total", model=model, outcome="answered")
    # Reading what a server can do takes requests as well.
    assert answered >= requests
    assert grown("autocomplete_model_request_seconds_count", model=model) == answered
    assert (
        grown("autocomplete_model_tokens_total", model=model, kind="evaluated")
        >= frame["stats"]["evaluated_tokens"]
    )


async def test_the_stages_of_a_list_add_up_to_less_than_the_whole(site: Site) -> None:
    before = await scraped(site)
    async with site.client() as client:
        for id, text in enumerate(("I have t", "I have tw", "I have two", "I"), start=1):
            await client.input(id, text)
            await client.final(id)
    grown = await since(site, before)

    def seconds(stage: str) -> float:
        return grown("autocomplete_stage_seconds_sum", stage=stage)

    parts = seconds("model") + seconds("search") + seconds("ranking")
    assert 0 < parts + seconds("waiting") <= seconds("final_list")
    assert 0 < seconds("first_list") <= seconds("final_list")


async def test_a_list_from_the_tree_alone_is_told_from_one_that_was_asked_for(site: Site) -> None:
    async with site.client() as client:
        await client.input(1, "I have t")
        await client.final(1)
        before = await scraped(site)
        await client.input(2, "I have t")
        assert (await client.final(2))["stats"]["reused"]
        grown = await since(site, before)
        assert grown("autocomplete_lists_total", source="tree") == 1
        await client.input(3, "in", after="side")
        assert (await client.final(3))["stats"]["gate"] == "mid_word"
        grown = await since(site, before)
    assert grown("autocomplete_lists_total", source="none") == 1
    assert grown("autocomplete_lists_total", source="model") == 0
    assert grown("autocomplete_gates_total", gate="mid_word") == 1


async def test_errors_limits_and_reports_are_counted(site: Site, stand_in: StandInModel) -> None:
    before = await scraped(site)
    async with site.client() as client:
        await client.input(1, "I have t")
        await client.final(1)
        await client.send(type="accept", id=1, rank=0, length=1, ms_shown=10)
        await client.send(type="dismiss", id=1, reason="escape")
        await client.send_raw("[]")
        assert (await client.receive())["code"] == "bad_frame"
        stand_in.status = 500
        await client.input(2, "Quite another text ")
        assert (await client.receive())["code"] == "model_unavailable"
    grown = await since(site, before)
    assert grown("autocomplete_reports_total", kind="accept") == 1
    assert grown("autocomplete_reports_total", kind="dismiss") == 1
    assert grown("autocomplete_errors_total", code="bad_frame") == 1
    assert grown("autocomplete_errors_total", code="model_unavailable") == 1


async def test_a_client_that_sends_too_much_is_counted_by_the_limit_it_met(site: Site) -> None:
    before = await scraped(site)
    async with site.client() as client:
        answer: dict[str, Any] = {}
        while answer.get("code") != "rate_limited":
            # One by one: an end with answers unread waits for ten seconds.
            await client.send(type="ping")
            answer = await client.receive()
    grown = await since(site, before)
    assert grown("autocomplete_limits_hit_total", limit="frames") >= 1


async def test_refused_handshakes_are_counted_by_their_reason(site: Site, key: PublicKey) -> None:
    before = await scraped(site)
    await refused(site, "pk_nobody")
    await refused(site, key.key, origin="https://evil.example")
    grown = await since(site, before)
    assert grown("autocomplete_handshakes_refused_total", code="4401") == 1
    assert grown("autocomplete_handshakes_refused_total", code="4403") == 1


async def test_a_socket_that_the_server_closes_is_counted_by_its_code(site: Site) -> None:
    before = await scraped(site)
    async with site.client() as client:
        for _ in range(3):
            await client.send_raw("{")
        assert await client.close_code() == 4400
    grown = await since(site, before)
    assert grown("autocomplete_sockets_closed_total", code="4400") == 1


async def test_the_api_counts_too(site: Site, key: PublicKey) -> None:
    before = await scraped(site)
    assert (await ask(site, key=key.key)).status == 200
    assert (await ask(site, key="pk_nobody")).status == 401
    grown = await since(site, before)
    assert grown("autocomplete_api_answers_total", address="suggest", status="200") == 1
    assert grown("autocomplete_api_answers_total", address="suggest", status="401") == 1
    assert grown(BUCKETS, stage="final_list") == 1


async def test_a_request_under_way_and_a_search_show_while_they_last(
    site: Site, stand_in: StandInModel
) -> None:
    async with site.client() as client:
        await client.input(1, "One more text ")
        await client.final(1)
        [model] = {dict(at)["model"] for name, at in await scraped(site) if "breaker" in name}
        stand_in.may_answer.clear()
        started = stand_in.started
        await client.input(2, "Yet another text ")
        await until(lambda: stand_in.started > started)
        now = await scraped(site)
        assert value(now, "autocomplete_model_requests_under_way", model=model) == 1
        assert value(now, "autocomplete_model_searches", model=model) == 1
        stand_in.may_answer.set()
        await client.final(2)
    now = await scraped(site)
    assert value(now, "autocomplete_model_requests_under_way", model=model) == 0


async def test_an_open_breaker_shows(site: Site, stand_in: StandInModel) -> None:
    from autocomplete.model_pool.shared_model import close_shared_model

    # With a breaker of its own, which the other tests do not meet.
    await close_shared_model()
    stand_in.status = 500
    async with site.client() as client:
        for id in range(1, 8):
            await client.input(id, f"Text number {id} ")
            assert (await client.receive())["type"] == "error"
        now = await scraped(site)
    [model] = {dict(at)["model"] for name, at in now if "breaker" in name}
    assert value(now, "autocomplete_model_breaker", model=model, state="open") == 1
    assert value(now, "autocomplete_model_breaker", model=model, state="closed") == 0
    await close_shared_model()


async def test_no_label_holds_what_was_typed(site: Site, key: PublicKey) -> None:
    async with site.client() as client:
        await client.input(1, f"{CANARY} I have t", context=CANARY)
        await client.final(1)
        await client.input(2, CANARY, profile=CANARY)
        await client.receive()
        await client.send_raw(f'{{"type": "{CANARY}"}}')
        await client.receive()
    await refused(site, CANARY)
    await ask(site, {"type": "input", "id": 1, "text": CANARY}, key=key.key)
    await ask(site, key=CANARY)
    assert CANARY not in (await scrape(site)).text
