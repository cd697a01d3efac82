"""What good frames are answered with."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.live.conftest import StartSite
from tests.live.site import Client, Site
from tests.live.stand_in_model import StandInModel

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def lists_for(client: Client, id: int) -> list[dict[str, Any]]:
    lists: list[dict[str, Any]] = []
    while not lists or not lists[-1]["final"]:
        lists.append(await client.receive())
        assert lists[-1]["type"] == "suggestions"
        assert lists[-1]["id"] == id
    return lists


async def test_an_input_is_answered_with_ranked_continuations_of_it(site: Site) -> None:
    async with site.client() as client:
        await client.input(1, "I have t")
        final = await client.final(1)
        texts = [item["text"] for item in final["items"]]
        assert texts[0] == "wo"
        assert {"wo", "hree", "ower"} <= set(texts)
        assert [i["logprob"] for i in final["items"]] == sorted(
            (i["logprob"] for i in final["items"]), reverse=True
        )
        assert {i["model"] for i in final["items"]} == {"stand-in"}


async def test_lists_of_one_input_count_up_and_only_the_last_is_final(site: Site) -> None:
    async with site.client() as client:
        await client.input(1, "I have t")
        lists = await lists_for(client, 1)
        assert [each["seq"] for each in lists] == list(range(len(lists)))
        assert len(lists) > 1
        assert await client.silent()


async def test_the_first_list_comes_before_the_search_is_over(
    site: Site, stand_in: StandInModel
) -> None:
    async with site.client() as client:
        await client.input(1, "I have t")
        first = await client.receive()
        assert first["seq"] == 0
        assert not first["final"]
        assert first["items"]
        assert first["stats"]["model_requests"] == 1


async def test_ids_need_only_rise_and_may_leave_gaps(site: Site) -> None:
    async with site.client() as client:
        for id in (0, 1, 5, 2**53 - 1):
            await client.input(id, "I have t")
            assert (await client.final(id))["id"] == id


async def test_a_ping_is_answered_with_a_pong(site: Site) -> None:
    async with site.client() as client:
        await client.send(type="ping")
        assert await client.receive() == {"type": "pong"}


async def test_accept_and_dismiss_of_a_known_id_are_taken_silently(site: Site) -> None:
    async with site.client() as client:
        await client.input(3, "I have t")
        await client.final(3)
        await client.send(type="accept", id=3, rank=0, length=2, ms_shown=600.5)
        await client.send(type="dismiss", id=3, reason="escape")
        assert await client.silent()


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "accept", "id": 4, "rank": 0, "length": 2, "ms_shown": 1},
        {"type": "dismiss", "id": 4, "reason": "blur"},
    ],
)
async def test_accept_and_dismiss_of_an_id_never_sent_are_bad_frames(
    site: Site, frame: dict[str, Any]
) -> None:
    async with site.client() as client:
        await client.input(3, "I have t")
        await client.final(3)
        await client.send(**frame)
        assert (await client.receive())["code"] == "bad_frame"


async def test_an_unknown_profile_is_named_as_such_and_the_next_input_works(site: Site) -> None:
    async with site.client() as client:
        await client.input(1, "I have t", profile="nobody")
        error = await client.receive()
        assert (error["id"], error["code"]) == (1, "unknown_profile")
        await client.input(2, "I have t", profile="default")
        assert (await client.final(2))["items"]


async def test_the_context_reaches_the_model(site: Site, stand_in: StandInModel) -> None:
    async with site.client() as client:
        await client.input(1, "I have t", context="How many do you have?")
        await client.final(1)
    assert any("How many do you have?" in prompt for prompt in stand_in.prompts)


async def test_inputs_faster_than_the_limit_are_told_when_to_come_back(
    site_with: StartSite,
) -> None:
    async with (
        site_with(inputs_per_second=2, burst_seconds=1.0) as site,
        site.client() as client,
    ):
        for id in range(1, 4):
            await client.input(id, "I have t")
        answers = [await client.receive()]
        while answers[-1]["type"] != "error":
            answers.append(await client.receive())
        error = answers[-1]
        assert (error["id"], error["code"]) == (3, "rate_limited")
        assert 0 < error["retry_after_ms"] <= 500
        await asyncio.sleep(error["retry_after_ms"] / 1000)
        await client.input(4, "I have t")
        assert (await client.final(4))["items"]


async def test_other_frames_have_a_limit_of_their_own(site_with: StartSite) -> None:
    async with (
        site_with(inputs_per_second=10, burst_seconds=0.2) as site,
        site.client() as client,
    ):
        for _ in range(3):
            await client.send(type="ping")
        answers = [await client.receive() for _ in range(3)]
        assert [answer["type"] for answer in answers] == ["pong", "pong", "error"]
        assert answers[2]["code"] == "rate_limited"
        await client.input(1, "I have t")
        assert (await client.final(1))["items"]
