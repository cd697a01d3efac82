"""Jobs ask a model only while nobody types, and never so little that they do not end."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncGenerator
from pathlib import Path

import pytest
from django.test import override_settings

from autocomplete.jobs import giving_way
from autocomplete.jobs.giving_way import GivingWay
from autocomplete.language_model.errors import ModelUnavailable
from autocomplete.language_model.interface import Prompt, Step
from autocomplete.model_pool import typing_sign
from autocomplete.model_pool.typing_sign import FileSign, RedisSign
from tests.evaluation.word_model import WordModel
from tests.redis_server import RedisServer


class Typist:
    """Types or does not, as a test says."""

    def __init__(self) -> None:
        self.types = False

    async def typing(self) -> bool:
        return self.types


class LongModel(WordModel):
    """Takes ``seconds`` for an answer; ``given_up`` counts those that nobody waited for."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds
        self.begun = 0
        self.given_up = 0
        self.lanes: set[int] = set()

    async def walk(
        self, prompt: Prompt, *, alternatives: int, depth: int = 1, lane: int = 0
    ) -> AsyncGenerator[Step]:
        self.begun += 1
        self.lanes.add(lane)
        try:
            await asyncio.sleep(self.seconds)
        except asyncio.CancelledError:
            self.given_up += 1
            raise
        async for step in super().walk(prompt, alternatives=alternatives, depth=depth, lane=lane):
            yield step


async def answer(model: GivingWay) -> list[Step]:
    return [step async for step in model.walk(Prompt("The"), alternatives=5)]


async def test_a_question_waits_until_nobody_types_and_says_so() -> None:
    typist, model = Typist(), LongModel(0)
    polite = GivingWay(model, typist.typing, lane=3)
    typist.types = True
    asking = asyncio.create_task(answer(polite))
    await asyncio.sleep(0.2)
    assert (model.begun, polite.waiting) == (0, True)
    typist.types = False
    assert len(await asking) == 1
    assert (model.begun, polite.waiting, model.lanes) == (1, False, {3})


async def test_a_long_question_is_given_up_at_once_when_somebody_begins_to_type() -> None:
    typist, model = Typist(), LongModel(5)
    asking = asyncio.create_task(answer(GivingWay(model, typist.typing, lane=0)))
    async with asyncio.timeout(model.seconds):
        while not model.begun:
            await asyncio.sleep(0.01)
        typist.types = True
        while not model.given_up:
            await asyncio.sleep(0.01)
    assert model.begun == 1
    model.seconds = 0
    typist.types = False
    assert len(await asking) == 1
    assert model.begun == 2


async def test_while_people_type_without_end_a_question_goes_through_now_and_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(giving_way, "MOST_WAIT_SECONDS", 0.1)
    typist, model = Typist(), LongModel(0.2)
    typist.types = True
    polite = GivingWay(model, typist.typing, lane=0)
    began = time.monotonic()
    for _ in range(3):
        assert len(await answer(polite)) == 1
    assert time.monotonic() - began > 0.9
    assert model.given_up == 0


async def test_a_server_that_restarts_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    class Restarting(WordModel):
        failures = 2

        async def walk(
            self, prompt: Prompt, *, alternatives: int, depth: int = 1, lane: int = 0
        ) -> AsyncGenerator[Step]:
            if self.failures:
                self.failures -= 1
                raise ModelUnavailable("It starts.", retry_after_ms=10)
            steps = super().walk(prompt, alternatives=alternatives, depth=depth, lane=lane)
            async for step in steps:
                yield step

    model = Restarting()
    assert len(await answer(GivingWay(model, Typist().typing, lane=0))) == 1
    monkeypatch.setattr(giving_way, "PATIENCE_SECONDS", 0.05)
    model.failures = 1000
    with pytest.raises(ModelUnavailable, match="It starts"):
        await answer(GivingWay(model, Typist().typing, lane=0))


async def test_one_process_sees_in_a_file_that_another_serves_typing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(typing_sign, "QUIET_SECONDS", 0.3)
    file = tmp_path / "typing"
    site, worker = FileSign(file), FileSign(file)
    assert not await worker.typing()
    site.raise_sign()
    assert await worker.typing()
    await asyncio.sleep(0.15)
    site.raise_sign()
    await asyncio.sleep(0.2)
    assert await worker.typing()
    await asyncio.sleep(0.2)
    assert not await worker.typing()


async def test_a_clock_that_is_set_back_leaves_nobody_waiting(tmp_path: Path) -> None:
    file = tmp_path / "typing"
    FileSign(file).raise_sign()
    in_an_hour = time.time() + 3600
    os.utime(file, (in_an_hour, in_an_hour))
    assert not await FileSign(file).typing()


async def test_a_disk_that_cannot_be_written_to_costs_nobody_a_list(tmp_path: Path) -> None:
    FileSign(tmp_path / "absent" / "typing").raise_sign()


async def test_with_redis_workers_on_other_machines_see_it_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    redis_server = RedisServer(tmp_path)
    monkeypatch.setattr(typing_sign, "QUIET_SECONDS", 0.3)
    site, worker = RedisSign(redis_server.url), RedisSign(redis_server.url)
    try:
        assert not await worker.typing()
        site.raise_sign()
        async with asyncio.timeout(2):
            while not await worker.typing():
                await asyncio.sleep(0.01)
        await asyncio.sleep(0.4)
        assert not await worker.typing()
    finally:
        await site.aclose()
        await worker.aclose()
        redis_server.stop()


async def test_every_search_of_a_site_raises_the_sign(tmp_path: Path) -> None:
    from autocomplete.model_pool.endpoints import Endpoint
    from autocomplete.model_pool.shared_model import SharedModel

    with override_settings(DATA_FOLDER=tmp_path, REDIS_URL=""):
        shared = SharedModel(Endpoint("default", "http://127.0.0.1:1/v1", "", "", "", 1))
        try:
            with shared.use.searching():
                assert await FileSign(tmp_path / "typing").typing()
        finally:
            await shared.model.aclose()
            await typing_sign.close_shared_sign()
