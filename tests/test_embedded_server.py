"""The embedded model's process: it answers, comes back when it dies, and never outlives us."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from django.conf import settings

from autocomplete.language_model.embedded import EmbeddedServer, State
from autocomplete.language_model.errors import ModelUnavailable
from tests.embedded_processes import alive, ended_within, started_with

# Loading takes one second alone, and several beside other work.
LOADING_SECONDS = 60.0

A_PARENT = """
import asyncio, sys
from pathlib import Path
from autocomplete.language_model.embedded import EmbeddedServer

async def main():
    server = EmbeddedServer(Path(sys.argv[1]), name="smollm2-135m")
    starting = asyncio.create_task(server.start())
    while server.pid is None:
        await asyncio.sleep(0.001)
    print(server.pid, flush=True)
    await starting
    print("ready", flush=True)
    await asyncio.sleep(600)

asyncio.run(main())
"""


async def status(server: EmbeddedServer, *, api_key: str) -> int:
    async with httpx.AsyncClient(headers={"Authorization": f"Bearer {api_key}"}) as client:
        answer = await client.post(
            f"{server.base_url}/completions",
            json={"prompt": "The", "max_tokens": 1, "logprobs": 2},
            timeout=LOADING_SECONDS,
        )
    return answer.status_code


async def becomes(server: EmbeddedServer, state: State) -> None:
    async with asyncio.timeout(LOADING_SECONDS):
        while server.state != state:
            await asyncio.sleep(0.01)


async def ready_again(server: EmbeddedServer) -> None:
    await becomes(server, "restarting")
    await becomes(server, "ready")


@pytest.mark.model
async def test_it_answers_under_its_name_to_its_key_only(embedded_model: EmbeddedServer) -> None:
    assert embedded_model.state == "ready"
    assert await status(embedded_model, api_key=embedded_model.api_key) == 200
    assert await status(embedded_model, api_key="guess") == 401
    async with httpx.AsyncClient() as client:
        listed = await client.get(
            f"{embedded_model.base_url}/models",
            headers={"Authorization": f"Bearer {embedded_model.api_key}"},
        )
    assert listed.json()["data"][0]["id"] == "smollm2-135m"


@pytest.mark.model
async def test_its_key_stands_neither_on_the_command_line_nor_in_the_environment(
    embedded_model: EmbeddedServer,
) -> None:
    assert embedded_model.pid is not None
    shown = started_with(embedded_model.pid)
    assert "embedded_server.py" in shown
    assert embedded_model.api_key not in shown


@pytest.mark.model
async def test_a_process_that_dies_is_started_again_at_the_same_address(
    weights_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with EmbeddedServer(weights_file, name="smollm2-135m") as server:
        address, first = server.base_url, server.pid
        assert first is not None
        os.kill(first, signal.SIGKILL)
        with pytest.raises(httpx.TransportError):
            await status(server, api_key=server.api_key)
        await ready_again(server)
        assert server.base_url == address
        assert server.pid != first
        assert await status(server, api_key=server.api_key) == 200
    assert "ended by signal 9; it is started again in 0.25 s" in caplog.text


@pytest.mark.model
async def test_each_death_in_a_row_doubles_the_pause(
    weights_file: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with EmbeddedServer(weights_file, name="smollm2-135m") as server:
        for _ in range(3):
            assert server.pid is not None
            os.kill(server.pid, signal.SIGKILL)
            await ready_again(server)
    pauses = [record.args[1] for record in caplog.records if "started again" in record.msg]  # type: ignore[index]
    assert pauses == [0.25, 0.5, 1.0]


@pytest.mark.model
async def test_weights_that_vanish_are_tried_again_until_they_are_back(
    weights_file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    weights = tmp_path / "weights.gguf"
    weights.symlink_to(weights_file)
    async with EmbeddedServer(weights, name="smollm2-135m") as server:
        assert server.pid is not None
        weights.unlink()
        os.kill(server.pid, signal.SIGKILL)
        async with asyncio.timeout(LOADING_SECONDS):
            while "Next attempt in" not in caplog.text:
                await asyncio.sleep(0.01)
        assert server.state == "restarting"
        weights.symlink_to(weights_file)
        await becomes(server, "ready")
        assert await status(server, api_key=server.api_key) == 200


@pytest.mark.model
async def test_stopping_ends_the_process_and_it_stays_ended(weights_file: Path) -> None:
    server = EmbeddedServer(weights_file, name="smollm2-135m")
    async with server:
        pid = server.pid
        assert pid is not None
    assert not alive(pid)
    assert server.state == "stopped"
    await asyncio.sleep(0.5)
    assert server.pid is None


@pytest.mark.model
async def test_a_start_that_is_cancelled_leaves_no_process(weights_file: Path) -> None:
    server = EmbeddedServer(weights_file, name="smollm2-135m")
    starting = asyncio.create_task(server.start())
    while server.pid is None:
        await asyncio.sleep(0.001)
    pid = server.pid
    starting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await starting
    assert not alive(pid)


async def test_a_file_that_is_no_model_is_said_in_one_sentence(tmp_path: Path) -> None:
    weights = tmp_path / "weights.gguf"
    weights.write_bytes(b"GGUF" + b"\0" * 1000)
    server = EmbeddedServer(weights, name="broken")
    with pytest.raises(ModelUnavailable, match="check that .*weights.gguf is a sound GGUF file"):
        await server.start()
    assert server.pid is None


@pytest.mark.model
@pytest.mark.parametrize("moment", ["while it loads", "when it is ready"])
def test_it_ends_when_its_parent_is_killed(weights_file: Path, moment: str) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", A_PARENT, str(weights_file)],
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        assert parent.stdout is not None
        model = int(parent.stdout.readline())
        if moment == "when it is ready":
            assert parent.stdout.readline() == "ready\n"
        assert alive(model)
        parent.kill()
        parent.wait()
        # While it loads it cannot look up; it ends as soon as it has loaded.
        assert ended_within(model, LOADING_SECONDS if moment == "while it loads" else 2.0)
