"""The benchmark measures what it says, and says so when it cannot."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import override_settings

from autocomplete.evaluation import latency
from autocomplete.evaluation.latency import CannotMeasure, Keystroke
from autocomplete.language_model.bare import BareCompletion
from autocomplete.language_model.errors import ModelUnavailable
from tests.live.site import Site
from tests.live.stand_in_model import StandInModel


async def no_yardstick(text: str) -> float:
    return 1.0


def test_ratios_are_taken_to_the_bare_completions_own_median_and_percentile() -> None:
    found = latency.report(
        [
            Keystroke(first_ms=10, final_ms=20, bare_ms=5, evaluated_tokens=0, model_requests=0),
            Keystroke(first_ms=20, final_ms=60, bare_ms=10, evaluated_tokens=3, model_requests=2),
            Keystroke(first_ms=30, final_ms=90, bare_ms=20, evaluated_tokens=3, model_requests=1),
        ]
    )
    assert found.keystrokes == 3
    assert (found.bare.median_ms, found.bare.median_ratio, found.bare.p95_ratio) == (10, 1, 1)
    assert (found.first.median_ratio, found.final.median_ratio) == (2, 6)
    assert found.first.p95_ms == pytest.approx(29)
    assert found.first.p95_ratio == pytest.approx(29 / 19)
    assert found.asked_first is not None
    assert found.asked_final is not None
    assert (found.asked_first.median_ms, found.asked_final.median_ms) == (25, 75)
    assert found.tokens_per_keystroke == 2
    assert found.reused == pytest.approx(1 / 3)


@pytest.mark.parametrize(("slowest", "disturbed"), [(12.0, False), (500.0, True)])
def test_a_yardstick_that_varies_too_much_is_called_disturbed(
    slowest: float, disturbed: bool
) -> None:
    times = [10.0] * 9 + [slowest] * 2
    keystrokes = [Keystroke(10, 20, bare, evaluated_tokens=0, model_requests=0) for bare in times]
    found = latency.report(keystrokes)
    assert found.disturbed is disturbed
    assert found.asked_first is None


@pytest.mark.asyncio(loop_scope="session")
async def test_every_keystroke_but_the_first_is_timed_over_the_socket(
    site: Site, stand_in: StandInModel
) -> None:
    sentences = ("I have t", "You")
    bare = BareCompletion(stand_in.url, api_key="", model="stand-in", lane=1)
    typed: list[None] = []
    try:
        found = await latency.measure(
            site.origin, sentences, bare.milliseconds, lambda: typed.append(None)
        )
    finally:
        await bare.aclose()
    assert len(found) == len(typed) == latency.keystroke_count(sentences) == 10
    assert all(0 < each.first_ms <= each.final_ms for each in found)
    assert all(each.bare_ms > 0 for each in found)
    # The first keystroke asked, too.
    assert stand_in.started > sum(each.model_requests for each in found) > 0


@pytest.mark.asyncio(loop_scope="session")
async def test_a_site_that_answers_with_errors_cannot_be_measured(
    site: Site, stand_in: StandInModel
) -> None:
    stand_in.status = 500
    with pytest.raises(CannotMeasure, match="answered with an error"):
        await latency.measure(site.origin, ("You",), no_yardstick, lambda: None)


async def test_a_site_that_is_not_there_cannot_be_measured() -> None:
    with pytest.raises(CannotMeasure, match="is it running"):
        await latency.measure("http://127.0.0.1:9", ("You",), no_yardstick, lambda: None)


async def test_a_model_server_that_is_not_there_is_reported() -> None:
    bare = BareCompletion("http://127.0.0.1:9/v1", api_key="", model="m", lane=None)
    with pytest.raises(ModelUnavailable):
        await bare.milliseconds("You")
    await bare.aclose()


def test_another_site_is_measured_only_beside_its_model_server() -> None:
    with (
        override_settings(MODEL_URL=""),
        pytest.raises(CommandError, match="AUTOCOMPLETE_MODEL_URL"),
    ):
        call_command("benchmark", url="http://127.0.0.1:8000")


@pytest.mark.model
def test_the_command_starts_a_site_measures_it_and_ends_it() -> None:
    ended = subprocess.run(
        [sys.executable, "manage.py", "benchmark", "--sentences", "1", "--json"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ended.returncode == 0, ended.stderr
    found = json.loads(ended.stdout)
    times = found["times"]
    assert times["keystrokes"] == len(latency.SENTENCES[0]) - 1
    assert times["bare"]["median_ms"] > 0
    assert times["final"]["median_ms"] >= times["first"]["median_ms"] > 0
    without, ahead = found["searching"], found["exploring"]
    assert without["explored_requests"] == without["untaken_requests"] == 0
    assert without["tokens"] > 0
    assert ahead["explored_tokens"] > 0
    assert ahead["tokens"] < without["tokens"] + ahead["explored_tokens"]
