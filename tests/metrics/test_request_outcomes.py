"""Every request to a model is observed once, by how it ended."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.errors import ModelError
from autocomplete.language_model.interface import Prompt
from autocomplete.language_model.observing import Outcome
from tests.live.site import until
from tests.live.stand_in_model import StandInModel

pytestmark = pytest.mark.asyncio(loop_scope="package")


class Heard:
    def __init__(self) -> None:
        self.under_way = 0
        self.outcomes: list[Outcome] = []
        self.evaluated = 0
        self.cached = 0

    def began(self) -> None:
        self.under_way += 1

    def ended(self, outcome: Outcome, seconds: float) -> None:
        assert seconds >= 0
        self.under_way -= 1
        self.outcomes.append(outcome)

    def kept_back(self) -> None:
        self.outcomes.append("kept_back")

    def used(self, evaluated: int, cached: int) -> None:
        self.evaluated += evaluated
        self.cached += cached


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest_asyncio.fixture(loop_scope="package")
async def model(stand_in: StandInModel, heard: Heard) -> AsyncIterator[HttpLanguageModel]:
    stand_in.reset()
    model = HttpLanguageModel(stand_in.url, observer=heard, timeout_s=0.5)
    await model.capabilities()
    heard.outcomes.clear()
    heard.evaluated = 0
    yield model
    await model.aclose()
    assert heard.under_way == 0


async def ask(model: HttpLanguageModel) -> None:
    async for _ in model.walk(Prompt("I have"), alternatives=5):
        pass


async def fail(model: HttpLanguageModel) -> None:
    with pytest.raises(ModelError):
        await ask(model)


async def test_an_answer(model: HttpLanguageModel, heard: Heard) -> None:
    await ask(model)
    assert heard.outcomes == ["answered"]
    assert heard.evaluated == 1


async def test_an_answer_of_which_only_the_first_step_is_taken(
    model: HttpLanguageModel, heard: Heard
) -> None:
    steps = model.walk(Prompt("I have"), alternatives=5, depth=2)
    await anext(steps)
    await steps.aclose()
    assert heard.outcomes == ["answered"]


async def test_a_request_that_the_person_typed_past(
    model: HttpLanguageModel, heard: Heard, stand_in: StandInModel
) -> None:
    stand_in.may_answer.clear()
    asking = asyncio.create_task(ask(model))
    await until(lambda: stand_in.under_way)
    assert heard.under_way == 1
    asking.cancel()
    await asyncio.wait({asking})
    assert heard.outcomes == ["given_up"]


async def test_a_server_that_is_silent(
    model: HttpLanguageModel, heard: Heard, stand_in: StandInModel
) -> None:
    stand_in.may_answer.clear()
    await fail(model)
    assert heard.outcomes == ["timed_out"]


async def test_a_server_that_answers_what_cannot_be_ranked(
    model: HttpLanguageModel, heard: Heard, stand_in: StandInModel
) -> None:
    stand_in.status = 400
    await fail(model)
    assert heard.outcomes == ["unusable"]


async def test_a_server_that_fails_until_the_breaker_opens(
    model: HttpLanguageModel, heard: Heard, stand_in: StandInModel
) -> None:
    stand_in.status = 500
    for _ in range(7):
        await fail(model)
    assert heard.outcomes == ["unavailable"] * 5 + ["kept_back"] * 2


async def test_a_server_that_is_not_there(heard: Heard) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}/v1"
    model = HttpLanguageModel(nobody, observer=heard)
    await fail(model)
    await model.aclose()
    assert heard.outcomes == ["unavailable"]
