"""A socket's inputs go along the route of their profile, and around models that fail."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from django.test import override_settings

from autocomplete.calibrations import Kept, own_folder, store
from autocomplete.model_pool.shared_model import close_shared_model, shared_models
from autocomplete.ranking.calibration import Calibration
from autocomplete.ranking.fitted import Fitted
from autocomplete.ranking.profile import PROFILES, Profile
from autocomplete.ranking.typing_cost import TypingCost
from tests.live.site import Client, Site
from tests.live.stand_in_model import StandInModel

pytestmark = pytest.mark.asyncio(loop_scope="session")

AS_STATED = Fitted(Calibration((0.0, 1.0, 0.0, 0.0, 0.0)), TypingCost(1.6, 0.25))
ROUTED = Profile(
    slug="routed",
    route=("default", "larger"),
    escalate_below=1.0,
    time_budget_ms=10_000,
    idle_tokens=0,
)


@pytest_asyncio.fixture(loop_scope="session")
async def larger(
    stand_in: StandInModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[StandInModel]:
    """A second model that is surer of other words, and the profile ``routed``, which goes on to it.

    Both models are calibrated.
    """
    monkeypatch.setitem(PROFILES, ROUTED.slug, ROUTED)
    async with StandInModel() as second:
        second.probabilities = {" larger": 0.9, ".": 0.05}
        await close_shared_model()
        with override_settings(
            DATA_FOLDER=tmp_path,
            LARGER_MODEL_URL=second.url,
            LARGER_MODEL_NAME="surer",
            LARGER_MODEL_LANES=1,
        ):
            for name in ("stand-in", "surer"):
                calibrate(name)
            yield second
            await close_shared_model()


def calibrate(model: str) -> None:
    kept = Kept(
        model=model, weights_sha256=None, strategy="sum", suggestions=5, made_on="2026-01-01",
        made_with="by hand", outcomes=100, held_out=100, calibration_error=(0.04, 0.02),
        brier=(0.1, 0.09), fitted=AS_STATED,
    )  # fmt: skip
    store(kept, own_folder())


async def answers(client: Client, id: int, text: str, profile: str) -> list[dict[str, object]]:
    await client.input(id, text, profile=profile)
    frames = [await client.receive()]
    while not frames[-1]["final"]:
        frames.append(await client.receive())
    return frames


async def test_the_first_frame_is_the_cheap_model_s_and_the_last_one_the_larger_one_s(
    site: Site, larger: StandInModel
) -> None:
    async with site.client() as client:
        frames = await answers(client, 1, "I have", "routed")
        models = [frame["items"][0]["model"] for frame in frames]  # type: ignore[index]
        assert models == ["stand-in"] * (len(frames) - 1) + ["surer"]
        assert frames[-1]["stats"]["route"] == ["stand-in", "surer"]  # type: ignore[index]
        assert [frame["seq"] for frame in frames] == list(range(len(frames)))


async def test_a_profile_without_a_route_asks_the_first_model_alone(
    site: Site, larger: StandInModel
) -> None:
    async with site.client() as client:
        frames = await answers(client, 1, "I have", "default")
        assert frames[-1]["stats"]["route"] == ["stand-in"]  # type: ignore[index]
        assert larger.finished == 0


async def test_a_larger_model_that_fails_is_logged_once_and_costs_nobody_a_list(
    site: Site, larger: StandInModel, caplog: pytest.LogCaptureFixture
) -> None:
    larger.status = 504
    async with site.client() as client:
        for id, text in enumerate(("I have", "I have a", "I have an"), start=1):
            frames = await answers(client, id, text, "routed")
            assert {frame["type"] for frame in frames} == {"suggestions"}
            assert frames[-1]["items"]
    warnings = [record.message for record in caplog.records if "'larger'" in record.message]
    assert len(warnings) == 1
    assert "I have" not in caplog.text


async def test_while_the_cheap_model_fails_the_next_of_the_route_answers(
    site: Site, stand_in: StandInModel, larger: StandInModel
) -> None:
    breaker = shared_models()["default"].model.breaker
    for _ in range(10):
        if breaker.admits:
            breaker.admit().failed(60.0)
    async with site.client() as client:
        frames = await answers(client, 1, "I have", "routed")
        assert frames[-1]["stats"]["route"] == ["surer"]  # type: ignore[index]


async def test_a_route_without_a_calibration_is_logged_once_and_not_followed(
    site: Site, larger: StandInModel, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "calibrations" / "surer.sum.json").unlink()
    async with site.client() as client:
        for id, text in enumerate(("I have", "I have t"), start=1):
            frames = await answers(client, id, text, "routed")
            assert frames[-1]["stats"]["route"] == ["stand-in"]  # type: ignore[index]
    warnings = [record.message for record in caplog.records if "not calibrated" in record.message]
    assert len(warnings) == 1
    assert "manage.py calibrate" in warnings[0]


async def test_a_route_to_a_model_that_is_gone_is_followed_without_it(
    site: Site, larger: StandInModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = Profile(slug="gone", route=("default", "sold"), time_budget_ms=10_000)
    monkeypatch.setitem(PROFILES, "gone", gone)
    async with site.client() as client:
        frames = await answers(client, 1, "I have", "gone")
        assert frames[-1]["stats"]["route"] == ["stand-in"]  # type: ignore[index]


async def test_lanes_on_both_models_are_given_back_with_the_socket(
    site: Site, larger: StandInModel
) -> None:
    async with site.client() as client:
        await answers(client, 1, "I have", "routed")
        assert any(shared_models()["larger"].lanes._users)
    async with site.client() as client:
        await answers(client, 1, "I have", "default")
        assert not any(shared_models()["larger"].lanes._users)
