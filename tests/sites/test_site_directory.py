"""Sites are remembered for a second, and never as they were before a change that was announced."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings

from autocomplete.access import site_directory
from autocomplete.access.served_site import ServedSite
from autocomplete.access.site_directory import MOST_REMEMBERED, REMEMBERED_SECONDS, SiteDirectory
from autocomplete.publishing import reading

SITE = ServedSite(
    id=1,
    profile="default",
    keys=frozenset({"pk_1"}),
    origins=frozenset(),
    tokens_required=False,
    signing_secret="",
    limits=settings.SITE_LIMITS,
)


class Table:
    """What the database answers; ``before_answer`` is called while it reads."""

    def __init__(self) -> None:
        self.now = 0.0
        self.site: ServedSite | None = SITE
        self.reads = 0
        self.before_answer: Callable[[], None] = lambda: None
        self.directory = SiteDirectory(lambda: self.now)

    def read(self, condition: object) -> ServedSite | None:
        self.reads += 1
        site = self.site
        self.before_answer()
        return site


@pytest.fixture
def table(monkeypatch: pytest.MonkeyPatch) -> Table:
    table = Table()
    monkeypatch.setattr(site_directory, "_read", table.read)
    monkeypatch.setattr(reading, "close_old_connections", lambda: None)
    return table


async def test_many_sockets_in_a_second_read_it_once(table: Table) -> None:
    for _ in range(100):
        assert await table.directory.of_key("pk_1") is SITE
    assert table.reads == 1


async def test_a_change_that_nobody_announced_counts_after_a_second(table: Table) -> None:
    await table.directory.of_key("pk_1")
    table.site = None
    assert await table.directory.of_key("pk_1") is SITE
    table.now = REMEMBERED_SECONDS
    assert await table.directory.of_key("pk_1") is None


async def test_an_announced_change_counts_at_once(table: Table) -> None:
    await table.directory.of_key("pk_1")
    table.site = None
    table.directory.forget()
    assert await table.directory.of_key("pk_1") is None


async def test_what_was_read_before_the_announcement_is_read_again(table: Table) -> None:
    def change() -> None:
        if table.reads == 1:
            table.site = None
            table.directory.forget()

    table.before_answer = change
    assert await table.directory.of_key("pk_1") is None
    assert table.reads == 2


async def test_made_up_keys_do_not_fill_the_memory(table: Table) -> None:
    directory = table.directory
    for number in range(MOST_REMEMBERED + 50):
        directory._remember(f"pk_{number}", None)
    await directory.of_key("pk_1")
    assert table.reads == 1
    await directory.of_key(f"pk_{MOST_REMEMBERED}")
    assert table.reads == 1
