"""What a site no longer allows ends at once, also for those who are in already."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from autocomplete.models import AllowedOrigin, PublicKey
from tests.live.site import Site
from tests.sites.customers import changed, customer, opened, signed

pytestmark = pytest.mark.asyncio(loop_scope="package")

WITHIN = 1.0


def _deactivate(key: PublicKey) -> None:
    key.site.active = False
    key.site.save()


def _require_tokens(key: PublicKey) -> None:
    key.site.tokens_required = True
    key.site.save()


CHANGES: dict[str, tuple[Callable[[PublicKey], Any], int]] = {
    "revoking the key": (PublicKey.revoke, 4401),
    "removing the key": (PublicKey.delete, 4401),
    "switching the site off": (_deactivate, 4401),
    "removing the site": (lambda key: key.site.delete(), 4401),
    "requiring tokens": (_require_tokens, 4401),
    "removing the origin": (lambda key: AllowedOrigin.objects.all().delete(), 4403),
}


@pytest.fixture
def key(server: Site) -> PublicKey:
    return customer()


@pytest.fixture
def other_key(server: Site) -> PublicKey:
    return customer(("https://elsewhere.example",))


@pytest.mark.parametrize(("change", "code"), CHANGES.values(), ids=CHANGES.keys())
async def test_it_closes_the_open_sockets(
    server: Site, key: PublicKey, change: Callable[[PublicKey], Any], code: int
) -> None:
    async with opened(server, key) as first, opened(server, key) as second:
        await changed(lambda: change(key))
        assert await first.close_code(within=WITHIN) == code
        assert await second.close_code(within=WITHIN) == code


async def test_another_secret_closes_the_sockets_that_tokens_opened(
    server: Site, key: PublicKey
) -> None:
    async with opened(server, key, token=signed(key)) as with_token, opened(server, key) as without:
        await changed(key.site.rotate_secret)
        assert await with_token.close_code(within=WITHIN) == 4401
        assert await without.silent()


async def test_other_sites_and_the_servers_own_pages_go_on(
    server: Site, key: PublicKey, other_key: PublicKey
) -> None:
    async with (
        opened(server, other_key, origin="https://elsewhere.example") as other,
        server.client() as own,
        opened(server, key) as closed,
    ):
        await changed(key.revoke)
        assert await closed.close_code(within=WITHIN) == 4401
        for client in (other, own):
            await client.input(1, "I have t")
            assert (await client.final(1))["items"]


async def test_what_does_not_concern_a_socket_leaves_it_open(server: Site, key: PublicKey) -> None:
    key.site.name = "renamed"
    async with opened(server, key) as client:
        await changed(key.site.save)
        await changed(
            lambda: AllowedOrigin.objects.create(site=key.site, origin="http://new.example")
        )
        await client.input(1, "I have t")
        assert (await client.final(1))["items"]
