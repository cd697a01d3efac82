"""Whoever guesses the admin's passwords is made to wait, at all processes together."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from pytest_django import Settings

from autocomplete.admin.signing_in import ACCOUNT_ATTEMPTS, ADDRESS_ATTEMPTS
from autocomplete.limits.redis_limits import RedisLimits
from autocomplete.limits.token_bucket import Use
from tests.live.site import Site
from tests.redis_server import RedisServer

pytestmark = pytest.mark.asyncio(loop_scope="package")

PASSWORD = "correct horse battery staple"


@pytest.fixture(autouse=True)
def quick_hashes(settings: Settings) -> None:
    # The real ones take so long that buckets fill up again meanwhile.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest_asyncio.fixture(loop_scope="package")
async def operator(server: Site) -> None:
    await sync_to_async(User.objects.create_superuser)("operator", password=PASSWORD)


async def sign_in(server: Site, name: str, password: str, **headers: str) -> httpx.Response:
    address = f"http://127.0.0.1:{server.port}"
    async with httpx.AsyncClient(base_url=address, trust_env=False, verify=False) as browser:
        await browser.get("/admin/login/")
        return await browser.post(
            "/admin/login/",
            data={
                "username": name,
                "password": password,
                "csrfmiddlewaretoken": browser.cookies["csrftoken"],
                "next": "/admin/",
            },
            headers={"Origin": address, **headers},
        )


def seconds_to_wait(page: httpx.Response) -> int:
    found = re.search(r"Too many attempts to sign in: try again in (\d+) seconds", page.text)
    return int(found[1]) if found else 0


async def test_after_a_few_wrong_passwords_even_the_right_one_must_wait(
    server: Site, operator: None
) -> None:
    for _ in range(ACCOUNT_ATTEMPTS):
        assert "Please enter the correct username" in (await sign_in(server, "operator", "x")).text
    refused = await sign_in(server, "operator", PASSWORD)
    assert refused.status_code == 200
    assert 50 <= seconds_to_wait(refused) <= 60


async def test_another_account_of_the_same_address_may_still_sign_in(
    server: Site, operator: None
) -> None:
    for _ in range(ACCOUNT_ATTEMPTS + 1):
        last = await sign_in(server, "somebody else", "x")
    assert seconds_to_wait(last)
    assert (await sign_in(server, "operator", PASSWORD)).status_code == 302


async def test_an_address_that_tries_many_accounts_must_wait(server: Site, operator: None) -> None:
    for number in range(ADDRESS_ATTEMPTS):
        assert not seconds_to_wait(await sign_in(server, f"account {number}", "x"))
    assert 10 <= seconds_to_wait(await sign_in(server, "operator", PASSWORD)) <= 15


async def test_a_forged_address_does_not_help(server: Site, operator: None) -> None:
    for number in range(ACCOUNT_ATTEMPTS + 1):
        last = await sign_in(server, "operator", "x", **{"X-Forwarded-For": f"203.0.113.{number}"})
    assert seconds_to_wait(last)


@pytest.mark.services
async def test_processes_count_together_by_redis_and_alone_while_it_is_away(tmp_path: Path) -> None:
    redis = RedisServer(tmp_path)
    one, other = RedisLimits(redis.url), RedisLimits(redis.url)
    narrow, wide = Use("jo at home", 1 / 60, 4), Use("home", 1 / 15, 6)
    try:
        for _ in range(2):
            assert not await one.take_attempt(narrow, wide)
            assert not await other.take_attempt(narrow, wide)
        assert 55 < await one.take_attempt(narrow, wide) <= 60
        kim = Use("kim at home", 1 / 60, 4)
        # What was refused cost the address nothing.
        assert [bool(await other.take_attempt(kim, wide)) for _ in range(3)] == [False, False, True]
        redis.stop()
        assert [bool(await one.take_attempt(narrow, wide)) for _ in range(5)] == [False] * 4 + [
            True
        ]
    finally:
        await one.aclose()
        await other.aclose()
        redis.stop()
