"""People type at a small served site: what is printed is what was met there."""

from __future__ import annotations

import asyncio
import io
import json
import math
import os
from pathlib import Path

import pytest
from channels.routing import ProtocolTypeRouter
from django.core.management import CommandError, call_command
from django.test import override_settings

from autocomplete.evaluation.latency import CannotMeasure
from autocomplete.language_model.embedded import EmbeddedServer
from autocomplete.loadtest.curve_page import curve_page
from autocomplete.loadtest.load_table import curve_lines, lines
from autocomplete.loadtest.run import Load, LoadReport, run
from autocomplete.loadtest.sentences import MESSAGES
from autocomplete.loadtest.server_memory import memory, server_process, spent
from autocomplete.loadtest.typist import address
from tests.live.site import Site, running
from tests.live.stand_in_model import StandInModel

pytestmark = pytest.mark.services


async def loaded(load: Load) -> tuple[Site, LoadReport]:
    """Put a load on the websocket in front of the stand-in model."""
    from autocomplete.live.lifespan import lifespan
    from autocomplete.live.routing import websocket

    async with StandInModel() as model:
        with override_settings(MODEL_URL=model.url, MODEL_API_KEY="", MODEL_NAME=""):
            routes = {"websocket": websocket, "lifespan": lifespan}
            async with running(ProtocolTypeRouter(routes)) as site:
                return site, await run(site.origin, address(site.origin), load, MESSAGES)


async def test_every_input_is_answered_and_none_is_stale() -> None:
    _, found = await loaded(Load(3, 4.0, 8.0))
    assert found.inputs > 20
    assert found.stale_frames == 0
    assert found.errors == {}
    assert found.model_requests > 0 and found.evaluated_tokens >= found.model_requests
    assert 0 < found.first.p50 <= found.final.p50 <= found.final.p99 < math.inf
    assert 0 < found.jain <= 1
    # A list is longer than what asks for it, and neither comes for nothing.
    assert 20 * found.inputs < found.bytes_sent < found.bytes_received
    assert found.spent is not None and found.spent.site > 0
    assert "ms of processor time of the site" in "\n".join(lines(found))
    assert found.recovery_s < 2


async def test_idle_sockets_are_held_open_and_their_memory_is_told() -> None:
    site, found = await loaded(Load(1, 1.0, 4.0, idle=30))
    assert found.memory_before is not None and found.memory_after is not None
    assert found.bytes_per_idle_socket is not None
    assert any("an idle socket holds" in line for line in lines(found))


async def test_a_flooding_client_sends_besides() -> None:
    _, found = await loaded(Load(1, 1.5, 4.0, flood=True))
    assert found.flood_inputs > 10
    assert any("flooding client" in line for line in lines(found))


async def test_the_curve_page_shows_every_number_of_typists() -> None:
    _, one = await loaded(Load(1, 1.0, 4.0))
    page = curve_page("http://127.0.0.1", [one, one])
    assert "<svg" in page and "people who type at once" in page
    for line in curve_lines([one, one]):
        assert line.strip() in page


async def test_a_site_that_is_not_there_is_told_in_a_sentence() -> None:
    with pytest.raises(CannotMeasure, match="is it running"):
        await run("http://127.0.0.1:9", address("http://127.0.0.1:9"), Load(1, 1.0, 4.0), MESSAGES)


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["ftp://example.org"], "no address of a site"),
        (["http://127.0.0.1:9", "--typists", "1001"], "no whole number"),
        (["http://127.0.0.1:9", "--seconds", "0"], "no number from"),
        (["http://127.0.0.1:9", "--curve", "1,x"], "no whole number"),
        (["http://127.0.0.1:9", "--texts", "/nowhere/texts.jsonl"], "texts.jsonl"),
    ],
)
def test_bad_arguments_are_told_in_a_sentence(arguments: list[str], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        call_command("loadtest", *arguments)


async def test_the_command_prints_a_curve_and_writes_a_page(tmp_path: Path) -> None:
    from autocomplete.live.lifespan import lifespan
    from autocomplete.live.routing import websocket

    page = tmp_path / "curve.html"
    out = io.StringIO()
    async with StandInModel() as model:
        with override_settings(MODEL_URL=model.url, MODEL_API_KEY="", MODEL_NAME=""):
            routes = {"websocket": websocket, "lifespan": lifespan}
            async with running(ProtocolTypeRouter(routes)) as site:
                order = ["loadtest", site.origin, "--curve", "1", "--seconds", "1"]
                await asyncio.to_thread(call_command, *order, "--html", str(page), stdout=out)
                told = io.StringIO()
                await asyncio.to_thread(
                    call_command, "loadtest", site.origin, "--seconds", "1", "--typists", "1",
                    "--json", stdout=told,
                )  # fmt: skip
    assert "keystroke to final frame" in out.getvalue()
    assert "longest" in out.getvalue()
    assert "<svg" in page.read_text()
    assert json.loads(told.getvalue())[0]["stale_frames"] == 0


def test_the_process_at_a_port_is_found_and_its_memory_read() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = server_process(f"http://127.0.0.1:{listening.getsockname()[1]}")
        assert found == os.getpid()
    held = memory(os.getpid())
    assert held is not None and held.site > 10_000_000
    assert server_process("http://192.0.2.1:80") is None


def test_the_processor_time_of_a_process_is_that_which_it_tells_itself() -> None:
    used = spent(os.getpid())
    assert used is not None
    times = os.times()
    assert used.site == pytest.approx(times.user + times.system, abs=0.2)
    assert spent(2**22 + 1) is None


@pytest.mark.model
async def test_ten_people_on_the_real_model_see_no_stale_frame_and_no_error(
    embedded_model: EmbeddedServer,
) -> None:
    from autocomplete.live.lifespan import lifespan
    from autocomplete.live.routing import websocket

    with override_settings(
        MODEL_URL=embedded_model.base_url,
        MODEL_API_KEY=embedded_model.api_key,
        MODEL_NAME=embedded_model.name,
        MODEL_LANES=embedded_model.lanes,
        MODEL_AT_ONCE=2,
    ):
        routes = {"websocket": websocket, "lifespan": lifespan}
        async with running(ProtocolTypeRouter(routes)) as site:
            load = Load(10, 8.0, 4.0)
            found = await run(site.origin, address(site.origin), load, MESSAGES)
    assert found.inputs > 100
    assert found.stale_frames == 0
    assert found.errors == {}
    assert found.recovery_s < 10
