"""Keeps what sites use in Redis, for all processes together."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import logging
import time
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from autocomplete.limits.daily_budget import SECONDS_A_DAY, day_of, seconds_left
from autocomplete.limits.limit_store import BURST_SECONDS, Shortage
from autocomplete.limits.local_limits import LocalLimits
from autocomplete.limits.site_limits import Share
from autocomplete.limits.token_bucket import Use

logger = logging.getLogger(__name__)

# A keystroke waits this long for a Redis that hangs, once; then this process counts for itself.
ANSWER_SECONDS = 0.25
# A burst waits for one of so many connections, and no longer than this.
CONNECTIONS = 16
QUEUE_SECONDS = 1.0
# How often spent tokens are handed over, and a Redis that is away is looked for.
UPKEEP_SECONDS = 1.0
# The sockets of a process that died count this much longer. Renewed three times as often.
LEASE_SECONDS = 60

# Attempts have no budget of tokens: nothing is ever kept there.
_NOTHING_SPENT = "autocomplete:{attempts}:tokens"

_SCRIPTS = Path(__file__).with_name("redis_scripts")


class RedisLimits:
    """A LimitStore in Redis that falls back to this process's own counts while Redis is away.

    They hold per process then, and go on from what was last known of the day's tokens. When Redis
    is back it is told what was spent and which sockets are open. Either change is logged once.
    """

    def __init__(self, url: str) -> None:
        self._redis = Redis.from_pool(
            BlockingConnectionPool.from_url(
                url,
                max_connections=CONNECTIONS,
                timeout=QUEUE_SECONDS,
                socket_timeout=ANSWER_SECONDS,
                socket_connect_timeout=ANSWER_SECONDS,
                # Once more at once: a connection kept since before a restart is a dead one.
                retry=Retry(NoBackoff(), 1),
            )
        )
        self._take_input = self._redis.register_script(_script("take_input"))
        self._take_socket = self._redis.register_script(_script("take_socket"))
        self._keep_sockets = self._redis.register_script(_script("keep_sockets"))
        self._local = LocalLimits()
        self._owed: Counter[tuple[int, int]] = Counter()
        self._released: list[tuple[str, Share]] = []
        self._renew_at = time.monotonic() + LEASE_SECONDS / 3
        self._away = False
        self._closing = False
        self._wanted = asyncio.Event()
        self._upkeep = asyncio.create_task(self._keep_up())

    async def take_input(self, share: Share) -> Shortage | None:
        limits = share.limits
        now = time.time()
        answer = await self._unless_away(
            lambda: self._take_input(
                keys=[*_keys(share, "inputs"), _tokens_key(share.site, day_of(now))],
                args=[
                    limits.inputs_per_second,
                    limits.inputs_per_second * BURST_SECONDS,
                    limits.client_inputs_per_second,
                    limits.client_inputs_per_second * BURST_SECONDS,
                    limits.tokens_per_day,
                    self._owed[share.site, day_of(now)],
                ],
            )
        )
        if answer is None:
            return await self._local.take_input(share)
        decision, wait, spent = answer
        self._local.note_spent(share.site, spent)
        if decision == b"quota_exhausted":
            return Shortage("quota_exhausted", seconds_left(now))
        return Shortage("rate_limited", float(wait)) if decision == b"rate_limited" else None

    async def take_attempt(self, narrow: Use, wide: Use) -> float:
        answer = await self._unless_away(
            lambda: self._take_input(
                keys=[*map(_attempt_key, (narrow, wide)), _NOTHING_SPENT],
                args=[narrow.rate, narrow.capacity, wide.rate, wide.capacity, 1, 0],
            )
        )
        return await self._local.take_attempt(narrow, wide) if answer is None else float(answer[1])

    async def take_socket(self, socket: str, share: Share) -> bool:
        limits = share.limits
        try:
            answer = await self._unless_away(
                lambda: self._take_socket(
                    keys=_keys(share, "sockets"),
                    args=[socket, LEASE_SECONDS, limits.sockets, limits.client_sockets],
                )
            )
        except asyncio.CancelledError:
            # Whether it was counted is not known.
            self._released.append((socket, share))
            raise
        if answer is None:
            return await self._local.take_socket(socket, share)
        if answer:
            self._local.count_socket(socket, share)
        return bool(answer)

    def release_socket(self, socket: str) -> None:
        share = self._local.sockets.get(socket)
        if share is not None:
            self._local.release_socket(socket)
            # While Redis is away, its leases end by themselves; a list would only grow.
            if not self._away:
                self._released.append((socket, share))
                self._wanted.set()

    def spend(self, site: int, tokens: int) -> None:
        self._local.spend(site, tokens)
        self._owed[site, day_of(time.time())] += tokens

    async def aclose(self) -> None:
        self._closing = True
        self._wanted.set()
        await asyncio.wait({self._upkeep})
        await self._hand_over()
        await self._redis.aclose()

    async def _keep_up(self) -> None:
        while not self._closing:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(UPKEEP_SECONDS):
                    await self._wanted.wait()
            self._wanted.clear()
            await self._hand_over()

    async def _hand_over(self) -> None:
        """Tell Redis what it cannot know yet; first find out whether one that was away is back."""
        back = self._away and await self._known_whether_away(self._redis.ping) is not None
        if self._away:
            return
        renewing = back or time.monotonic() >= self._renew_at
        owed, self._owed = self._owed, Counter()
        released, self._released = self._released, []
        if not (owed or released or renewing):
            return
        pipe = self._redis.pipeline(transaction=True)
        for (site, day), tokens in owed.items():
            pipe.incrby(_tokens_key(site, day), tokens)
            pipe.expire(_tokens_key(site, day), 2 * SECONDS_A_DAY)
        for socket, share in released:
            for key in _keys(share, "sockets"):
                pipe.zrem(key, socket)
        if renewing:
            for key, sockets in self._sockets_by_key().items():
                await self._keep_sockets(keys=[key], args=[LEASE_SECONDS, *sockets], client=pipe)
        if await self._known_whether_away(pipe.execute) is None:
            # What was released is forgotten by Redis itself when its lease ends.
            self._owed.update(owed)
        elif renewing:
            self._renew_at = time.monotonic() + LEASE_SECONDS / 3

    def _sockets_by_key(self) -> dict[str, list[str]]:
        by_key = defaultdict(list)
        for socket, share in self._local.sockets.items():
            for key in _keys(share, "sockets"):
                by_key[key].append(socket)
        return by_key

    async def _unless_away(self, ask: Callable[[], Awaitable[Any]]) -> Any | None:
        # Nobody waits for a Redis that is known to be away: upkeep looks for it.
        return None if self._away else await self._known_whether_away(ask)

    async def _known_whether_away(self, ask: Callable[[], Awaitable[Any]]) -> Any | None:
        """Return Redis's answer, or None if it is away."""
        try:
            answer = await ask()
        except (RedisError, OSError) as error:
            if not self._away:
                self._away = True
                logger.warning(
                    "Redis does not answer (%s): limits hold for each process by itself"
                    " until it does.",
                    type(error).__name__,
                )
            return None
        if self._away:
            self._away = False
            logger.warning("Redis answers again: limits hold for all processes together.")
        return answer


def _script(name: str) -> str:
    return (_SCRIPTS / f"{name}.lua").read_text(encoding="ascii")


def _key(site: int, what: str) -> str:
    # The braces keep all keys of a site on one node of a Redis cluster, as scripts need.
    return f"autocomplete:{{site-{site}}}:{what}"


def _keys(share: Share, what: str) -> list[str]:
    """The site's key and its client's."""
    # Of a bounded length, and no address or user name stands in Redis as such.
    client = hashlib.sha256(share.client.encode()).hexdigest()[:32]
    return [_key(share.site, what), _key(share.site, f"{what}:{client}")]


def _attempt_key(use: Use) -> str:
    return f"autocomplete:{{attempts}}:{hashlib.sha256(use.name.encode()).hexdigest()[:32]}"


def _tokens_key(site: int, day: int) -> str:
    return _key(site, f"tokens:{day}")
