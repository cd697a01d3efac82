"""A site started with PRODUCTION=1 behind a proxy: ready, watched, over TLS, and discreet."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from django.conf import settings
from websockets.asyncio.client import connect

from tests.live.site import PATH
from tests.live.stand_in_model import StandInModel
from tests.serving.served import Served, serving

pytestmark = pytest.mark.services

NAME = "autocomplete.example.com"
# What a proxy says that ends TLS.
BY_TLS = {"Host": NAME, "X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}


async def test_behind_a_proxy_it_serves_pages_and_sockets(tmp_path: Path) -> None:
    async with StandInModel() as model:
        with serving(
            tmp_path,
            PRODUCTION="1",
            SECRET_KEY=secrets.token_urlsafe(50),
            ALLOWED_HOSTS=NAME,
            TRUSTED_PROXIES="1",
            AUTOCOMPLETE_MODEL_URL=model.url,
            AUTOCOMPLETE_WORKER="0",
        ) as site:
            said = await asyncio.to_thread(site.wait_until_ready)
            assert "Nobody can sign in yet: run the command `createsuperuser`" in said
            assert "password" not in said
            await asyncio.to_thread(is_watched, site)
            await has_pages(site)
            await has_sockets(site)
            site.process.terminate()
            assert "Traceback" not in await asyncio.to_thread(site.rest)
    with closing(sqlite3.connect(tmp_path / "db.sqlite3")) as database:
        assert database.execute("SELECT count(*) FROM auth_user").fetchone() == (0,)
    assert not (tmp_path / "secret_key").exists()


def is_watched(site: Served) -> None:
    environment = {**os.environ, "PORT": str(site.port), "ALLOWED_HOSTS": NAME}
    program = [sys.executable, str(settings.BASE_DIR / "deploy" / "healthcheck.py")]
    done = subprocess.run(program, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    environment["ALLOWED_HOSTS"] = "elsewhere.example.com"
    assert subprocess.run(program, env=environment, capture_output=True, check=False).returncode


async def has_pages(site: Served) -> None:
    async with httpx.AsyncClient(base_url=site.url, trust_env=False) as client:
        plain = await client.get("/", headers={"Host": NAME})
        assert (plain.status_code, plain.headers["location"]) == (301, f"https://{NAME}/")
        page = await client.get("/", headers=BY_TLS)
        assert page.status_code == 200
        assert "max-age=31536000" in page.headers["strict-transport-security"]
        assert (await client.get("/", headers={**BY_TLS, "Host": "x.example"})).status_code == 400


async def has_sockets(site: Served) -> None:
    address = f"ws://{NAME}:{site.port}{PATH}"
    headers = {key: value for key, value in BY_TLS.items() if key != "Host"}
    async with connect(
        address,
        host="127.0.0.1",
        port=site.port,
        origin=f"https://{NAME}:{site.port}",  # type: ignore[arg-type]
        additional_headers=headers,
        proxy=None,
    ) as socket:
        assert json.loads(await socket.recv())["type"] == "ready"
