"""The models of a measured route are those that the settings name, asked over real HTTP."""

from __future__ import annotations

import asyncio
import json
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.test import override_settings

from autocomplete.calibrations import Kept, own_folder, store
from autocomplete.ranking.calibration import Calibration
from autocomplete.ranking.fitted import Fitted
from autocomplete.ranking.typing_cost import TypingCost
from tests.live.stand_in_model import StandInModel

AS_STATED = Fitted(Calibration((0.0, 1.0, 0.0, 0.0, 0.0)), TypingCost(1.6, 0.25))


def calibrate(model: str) -> None:
    store(
        Kept(
            model=model, weights_sha256=None, strategy="sum", suggestions=5, made_on="2026-01-01",
            made_with="by hand", outcomes=100, held_out=100, calibration_error=(0.04, 0.02),
            brier=(0.1, 0.09), fitted=AS_STATED,
        ),  # fmt: skip
        own_folder(),
    )  # fmt: skip


async def test_the_settings_pair_is_measured_under_the_names_that_routes_use(
    tmp_path: Path,
) -> None:
    texts, report = tmp_path / "texts.jsonl", tmp_path / "route.json"
    texts.write_text('{"text": "one larger"}\n{"text": "larger one"}\n')
    out = StringIO()
    async with StandInModel() as cheap, StandInModel() as larger:
        cheap.probabilities = {" one": 0.4, " two": 0.3, ".": 0.05}
        larger.probabilities = {" larger": 0.9, ".": 0.05}
        with override_settings(
            DATA_FOLDER=tmp_path,
            MODEL_URL=cheap.url,
            MODEL_NAME="cheap",
            LARGER_MODEL_URL=larger.url,
            LARGER_MODEL_NAME="surer",
        ):
            for model in ("cheap", "surer"):
                calibrate(model)
            await asyncio.to_thread(
                call_command, "route", str(texts), "--route", "default,larger", "--thresholds",
                "0,1", "--json", str(report), stdout=out,
            )  # fmt: skip
        assert cheap.finished and larger.finished
    [found] = json.loads(report.read_bytes())["data_sets"]
    assert [row["name"] for row in found["rows"]] == [
        "cheap", "surer", "route below 0", "route below 1",
    ]  # fmt: skip
    assert [row["escalated"] for row in found["rows"][2:]] == [0.0, 1.0]
    assert "texts: 2 items" in out.getvalue()
