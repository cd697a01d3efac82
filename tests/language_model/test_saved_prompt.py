"""What stands in front of all texts is read by one lane and given to the others at first use."""

from __future__ import annotations

import pytest

from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.embedded import EmbeddedServer
from tests.language_model.asking import steps
from tests.language_model.scripted_server import Reply, Request, ScriptedServer, llama_cpp

LANES = 4
PREAMBLE = "Nobody has written these few words before the test of the saved prompt began.\n"


def actions(server: ScriptedServer) -> list[str]:
    paths = [request.path for request in server.requests]
    return [path.partition("/slots/")[2] for path in paths if "/slots/" in path]


def answering(request: Request) -> Reply:
    """A llama.cpp server that saves and restores."""
    return Reply() if "/slots/" in request.path else llama_cpp(request)


@pytest.mark.model
async def test_a_lane_that_was_never_used_evaluates_no_more_than_what_is_new(
    embedded_model: EmbeddedServer,
) -> None:
    model = HttpLanguageModel(
        embedded_model.base_url,
        api_key=embedded_model.api_key,
        model=embedded_model.name,
        lanes=LANES,
    )
    [whole] = await steps(model, f"{PREAMBLE}I", lane=0)
    assert await model.read_for_all_lanes(PREAMBLE)
    for lane in range(1, LANES):
        [step] = await steps(model, f"{PREAMBLE}I", lane=lane)
        assert step.evaluated_tokens <= 3 < whole.evaluated_tokens
        assert step.distribution.tokens[0].text == whole.distribution.tokens[0].text
    await model.aclose()


async def test_each_lane_is_given_it_once_and_at_its_first_use() -> None:
    async with ScriptedServer() as server:
        server.answer = answering
        model = HttpLanguageModel(server.url, lanes=LANES)
        assert await model.read_for_all_lanes(PREAMBLE)
        assert actions(server) == ["0?action=save", "1?action=restore"]
        for lane in (0, 1, 3, 3):
            await steps(model, "I", lane=lane)
        assert actions(server)[2:] == ["3?action=restore"]
        await model.aclose()


@pytest.mark.parametrize("status", [400, 404, 500])
async def test_a_server_that_has_lost_it_reads_the_text_anew(status: int) -> None:
    async with ScriptedServer() as server:
        server.answer = answering
        model = HttpLanguageModel(server.url, lanes=LANES)
        assert await model.read_for_all_lanes(PREAMBLE)
        server.answer = lambda request: (
            Reply(status=status) if "/slots/" in request.path else llama_cpp(request)
        )
        assert len(await steps(model, "I", lane=2)) == 1
        asked = len(actions(server))
        assert len(await steps(model, "I", lane=3)) == 1
        assert len(actions(server)) == asked
        await model.aclose()


async def test_a_server_that_cannot_save_is_told_apart() -> None:
    async with ScriptedServer() as server:
        server.answer = lambda request: (
            Reply(status=404) if "/slots/" in request.path else llama_cpp(request)
        )
        model = HttpLanguageModel(server.url, lanes=LANES)
        assert not await model.read_for_all_lanes(PREAMBLE)
        before = len(actions(server))
        await steps(model, "I", lane=3)
        assert len(actions(server)) == before
        await model.aclose()
