"""A load balancer in front of several model servers can tell whose text a request goes on with."""

from __future__ import annotations

from collections.abc import Callable

from autocomplete.language_model.client import HttpLanguageModel
from tests.language_model.asking import steps
from tests.language_model.scripted_server import ScriptedServer

ClientOf = Callable[..., HttpLanguageModel]


async def affinities(server: ScriptedServer, client: HttpLanguageModel, *lanes: int) -> list[str]:
    """What the requests of these lanes say, one after the other."""
    await client.capabilities()
    before = len(server.requests)
    for lane in lanes:
        await steps(client, lane=lane)
    return [request.headers["x-session-affinity"] for request in server.requests[before:]]


async def test_requests_of_a_lane_say_the_same_and_those_of_another_do_not(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    first, again, other = await affinities(server, client_of(lanes=4), 1, 1, 2)
    assert first == again
    assert first != other


async def test_lanes_of_two_processes_are_not_the_same(
    server: ScriptedServer, client_of: ClientOf
) -> None:
    [one] = await affinities(server, client_of(lanes=4), 1)
    [other] = await affinities(server, client_of(lanes=4), 1)
    assert one != other
