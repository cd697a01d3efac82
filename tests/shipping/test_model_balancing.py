"""nginx as deploy/nginx-models.conf sets it up keeps each lane on one of several model servers."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from django.conf import settings

from autocomplete.language_model.client import HttpLanguageModel
from tests.language_model.asking import steps
from tests.language_model.scripted_server import ScriptedServer, llama_cpp
from tests.serving.served import free_port

LANES = 24
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


@asynccontextmanager
async def nginx(folder: Path, *servers: ScriptedServer) -> AsyncIterator[str]:
    """The address of nginx with the project's configuration in front of these servers."""
    program = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin")
    if program is None:
        pytest.skip("nginx is not installed (Debian, Ubuntu: apt-get install nginx-light)")
    port = free_port()
    text = (settings.BASE_DIR / "deploy" / "nginx-models.conf").read_text()
    for number, server in enumerate(servers, start=21):
        address = server.url.removeprefix("http://").partition("/")[0]
        text = text.replace(f"10.0.0.{number}:8080", address)
    text = text.replace("127.0.0.1:8090", f"127.0.0.1:{port}")
    paths = "\n".join(f"{name}_temp_path {folder}/{name};" for name in TEMPORARY)
    whole = folder / "nginx.conf"
    whole.write_text(
        f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/log;\n"
        f"events {{}}\nhttp {{\n{paths}\n{text}\n}}\n"
    )
    process = subprocess.Popen([program, "-c", whole], stderr=subprocess.PIPE)
    with process:
        try:
            async with httpx.AsyncClient(trust_env=False) as client, asyncio.timeout(10):
                while True:
                    assert process.poll() is None, process.stderr.read()  # type: ignore[union-attr]
                    try:
                        await client.get(f"http://127.0.0.1:{port}/v1/models")
                        break
                    except httpx.TransportError:
                        await asyncio.sleep(0.05)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()


async def test_a_lane_stays_on_a_server_and_lanes_are_spread(tmp_path: Path) -> None:
    async with ScriptedServer() as one, ScriptedServer() as other:
        one.answer = other.answer = llama_cpp
        async with nginx(tmp_path, one, other) as url:
            client = HttpLanguageModel(url, lanes=LANES)
            try:
                for lane in list(range(LANES)) * 2:
                    await steps(client, lane=lane)
            finally:
                await client.aclose()
    used: dict[str, list[int]] = {}
    for number, server in enumerate((one, other)):
        for request in server.requests:
            name = request.headers.get("x-session-affinity")
            if name is not None:
                used.setdefault(name, []).append(number)
    assert len(used) == LANES
    assert all(len(set(servers)) == 1 for servers in used.values())
    share = sum(servers[0] for servers in used.values()) / LANES
    assert 0.1 < share < 0.9
