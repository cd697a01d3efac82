"""What a site and a client may use, counted in this process's memory."""

from __future__ import annotations

from dataclasses import replace

from autocomplete.limits.daily_budget import SECONDS_A_DAY, day_of, seconds_left
from autocomplete.limits.limit_store import BURST_SECONDS, Shortage
from autocomplete.limits.local_limits import Buckets, LocalLimits, inputs
from autocomplete.limits.site_limits import Share, SiteLimits

LIMITS = SiteLimits(
    inputs_per_second=10,
    client_inputs_per_second=5,
    sockets=3,
    client_sockets=2,
    tokens_per_day=100,
)
JO = Share(1, "jo", LIMITS)
KIM = Share(1, "kim", LIMITS)
JO_ELSEWHERE = Share(2, "jo", LIMITS)


class Clocks:
    def __init__(self) -> None:
        self.now = 0.0
        self.store = LocalLimits(lambda: self.now, lambda: self.now)

    async def inputs(self, share: Share, most: int = 1000) -> int:
        """How many inputs get through at once."""
        for taken in range(most):
            if await self.store.take_input(share):
                return taken
        return most


async def test_a_client_has_its_burst_and_then_its_rate() -> None:
    clocks = Clocks()
    assert await clocks.inputs(JO) == 5 * BURST_SECONDS
    assert await clocks.store.take_input(JO) == Shortage("rate_limited", 0.2)
    clocks.now = 1.0
    assert await clocks.inputs(JO) == 5


async def test_clients_of_a_site_share_its_rate() -> None:
    clocks = Clocks()
    assert await clocks.inputs(JO) == 10
    assert await clocks.inputs(KIM) == 10
    assert await clocks.inputs(Share(1, "lee", LIMITS)) == 0
    assert await clocks.inputs(JO_ELSEWHERE) == 10


async def test_what_is_refused_uses_nothing() -> None:
    clocks = Clocks()
    narrow = Share(1, "jo", replace(LIMITS, inputs_per_second=100, client_inputs_per_second=1))
    assert await clocks.inputs(narrow) == 2
    for _ in range(500):
        assert await clocks.store.take_input(narrow)
    assert await clocks.inputs(replace(narrow, client="kim")) == 2


async def test_the_budget_of_a_day_ends_and_comes_back_at_midnight() -> None:
    clocks = Clocks()
    clocks.now = SECONDS_A_DAY - 90
    clocks.store.spend(1, 99)
    assert await clocks.store.take_input(JO) is None
    clocks.store.spend(1, 1)
    assert await clocks.store.take_input(KIM) == Shortage("quota_exhausted", 90)
    assert await clocks.store.take_input(JO_ELSEWHERE) is None
    clocks.now = SECONDS_A_DAY
    assert await clocks.store.take_input(JO) is None


def test_a_day_is_one_in_utc() -> None:
    assert day_of(SECONDS_A_DAY - 0.001) == 0
    assert day_of(SECONDS_A_DAY) == 1
    assert seconds_left(SECONDS_A_DAY) == SECONDS_A_DAY


async def test_sockets_are_counted_by_site_and_by_client() -> None:
    store = Clocks().store
    assert await store.take_socket("a", JO)
    assert await store.take_socket("b", JO)
    assert not await store.take_socket("c", JO)
    assert await store.take_socket("d", KIM)
    assert not await store.take_socket("e", KIM)
    assert await store.take_socket("f", JO_ELSEWHERE)
    store.release_socket("c")
    assert not await store.take_socket("c", JO)
    store.release_socket("a")
    store.release_socket("a")
    assert await store.take_socket("c", JO)
    assert not await store.take_socket("g", KIM)


def test_full_buckets_are_forgotten() -> None:
    now = 0.0
    buckets = Buckets(lambda: now)
    for address in range(1000):
        buckets.take(inputs(str(address), 5))
    assert len(buckets) == 1000
    now = 10.0
    for _ in range(500):
        buckets.take(inputs("one", 5))
    assert len(buckets) == 1


def test_no_number_of_addresses_takes_more_memory_than_is_set() -> None:
    buckets = Buckets(lambda: 0.0, most=100)
    for address in range(1000):
        buckets.take(inputs("site", 10_000), inputs(str(address), 5))
    assert len(buckets) <= 102
    # The site's own is in use all the time, and so is still there.
    assert buckets.take(inputs("site", 10_000)) == 0
    for _ in range(20_000):
        buckets.take(inputs("site", 10_000))
    assert buckets.take(inputs("site", 10_000)) > 0


def test_a_bucket_of_another_rate_is_another_one() -> None:
    buckets = Buckets(lambda: 0.0)
    for _ in range(20):
        buckets.take(inputs("jo", 10))
    assert buckets.take(inputs("jo", 10)) > 0
    assert buckets.take(inputs("jo", 20)) == 0
