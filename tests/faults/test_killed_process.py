"""A web process is killed under load: people go on at another one, and no report is lost."""

from __future__ import annotations

from pathlib import Path

from tests.faults.crowd import everyone_goes_on, reports_are_acknowledged, typing
from tests.faults.stored import check_reports
from tests.live.site import Client
from tests.sites.cluster import running_cluster

PEOPLE = 8


async def test_people_go_on_elsewhere_and_each_accept_is_counted_once(tmp_path: Path) -> None:
    async with running_cluster(tmp_path, AUTOCOMPLETE_WORKER="0") as cluster:
        killed, other = cluster.processes
        async with typing([killed.url, other.url], PEOPLE) as typists:
            await everyone_goes_on(typists, within=30)
            await reports_are_acknowledged(typists, PEOPLE, within=30)
            killed.process.kill()
            await everyone_goes_on(typists, within=30)
            await reports_are_acknowledged(typists, PEOPLE, within=30)
        reports = await check_reports(cluster.environment, typists)
        assert len(reports) >= 2 * PEOPLE
    # Half of them began at each; only those of the killed one had to look for another.
    assert [typist.breaks > 0 for typist in typists] == [True, False] * (PEOPLE // 2)
    assert all(typist.lists[1] for typist in typists[::2])


async def test_no_stickiness_is_needed_to_go_on_with_a_text(tmp_path: Path) -> None:
    async with running_cluster(tmp_path, AUTOCOMPLETE_WORKER="0") as cluster:
        texts = ["I have t", "I have th", "I have thr", "I have thre"]
        found = []
        for number, text in enumerate(texts):
            async with cluster.opened(number % 2) as connection:
                client = Client(connection)
                await client.receive()
                await client.input(1, text)
                found.append([item["text"] for item in (await client.final(1))["items"]])
        for rest, items in zip(["hree", "ree", "ee", "e"], found, strict=True):
            assert any(item.startswith(rest) for item in items)
