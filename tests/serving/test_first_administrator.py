"""The first start makes an administrator, and says the password once."""

from __future__ import annotations

import asyncio
import re
import signal
from pathlib import Path

import httpx

from tests.live.stand_in_model import StandInModel
from tests.serving.served import Served, serving


def said_at_start(site: Served) -> str:
    """What a start says on both channels, until it is ended."""
    said = site.wait_until_ready()
    site.process.send_signal(signal.SIGINT)
    return said + site.rest()


def signed_in(site: Served, name: str, password: str) -> bool:
    """Sign in as a browser does."""
    with httpx.Client(base_url=site.url, trust_env=False) as browser:
        browser.get("/admin/login/")
        form = {"username": name, "password": password, "next": "/admin/"}
        form["csrfmiddlewaretoken"] = browser.cookies["csrftoken"]
        return bool(browser.post("/admin/login/", data=form).headers.get("location") == "/admin/")


async def test_the_password_is_said_at_the_first_start_only_and_signs_in(data: Path) -> None:
    async with StandInModel() as model:
        with serving(data, AUTOCOMPLETE_MODEL_URL=model.url) as site:
            said = await asyncio.to_thread(site.wait_until_ready)
            assert f"{site.url}/admin/" in said
            assert "manage.py changepassword admin" in said
            found = re.search(r"sign in as (\w+) with the password (\S+)\n", said)
            assert found
            name, password = found.groups()
            assert await asyncio.to_thread(signed_in, site, name, password)
            assert not await asyncio.to_thread(signed_in, site, name, password[:-1])
            site.process.send_signal(signal.SIGINT)
            assert password not in await asyncio.to_thread(site.rest)
        with serving(data, AUTOCOMPLETE_MODEL_URL=model.url) as again:
            said = await asyncio.to_thread(said_at_start, again)
    assert "password" not in said
    # Only its hash is kept.
    for file in data.rglob("*"):
        assert not file.is_file() or password.encode() not in file.read_bytes()
