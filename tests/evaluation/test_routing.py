"""A route is measured over thresholds, and the sweep asks each model the same thing once only."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import override_settings

from autocomplete.calibrations import Kept, own_folder, store
from autocomplete.evaluation.figures import Figures
from autocomplete.evaluation.routing import Curve, Row, savings_at
from autocomplete.language_model.interface import Capabilities, Distribution, LanguageModel, Prompt
from autocomplete.language_model.remembering import RememberingModel
from autocomplete.management.commands import route
from autocomplete.models import ProfileDraft
from autocomplete.ranking.calibration import Calibration
from autocomplete.ranking.fitted import Fitted
from autocomplete.ranking.typing_cost import TypingCost
from tests.evaluation.word_model import SENTENCE, WordModel

AS_STATED = Fitted(Calibration((0.0, 1.0, 0.0, 0.0, 0.0)), TypingCost(1.6, 0.25))


class Dull(WordModel):
    """Knows no sentence: every token is about as likely as any other."""

    async def capabilities(self) -> Capabilities:
        return replace(await super().capabilities(), model="dull")

    def distribution(self, text: str, alternatives: int) -> Distribution:
        return super().distribution(f"{text} so to speak", alternatives)


@pytest.fixture
def pair(monkeypatch: pytest.MonkeyPatch) -> tuple[Dull, WordModel]:
    models = Dull(), WordModel()

    @asynccontextmanager
    async def measured(names: tuple[str, ...]) -> AsyncIterator[tuple[LanguageModel, ...]]:
        yield models

    monkeypatch.setattr(route, "measured_route", measured)
    return models


@pytest.fixture
def calibrated(tmp_path: Path) -> object:
    with override_settings(DATA_FOLDER=tmp_path):
        for model in ("dull", "words"):
            kept = Kept(
                model=model, weights_sha256=None, strategy="sum", suggestions=5,
                made_on="2026-01-01", made_with="by hand", outcomes=100, held_out=100,
                calibration_error=(0.04, 0.02), brier=(0.1, 0.09), fitted=AS_STATED,
            )  # fmt: skip
            store(kept, own_folder())
        yield


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    file = tmp_path / "cats.jsonl"
    file.write_text("".join(json.dumps({"text": text}) + "\n" for text in (SENTENCE, "The dog.")))
    return file


def printed(*arguments: object) -> str:
    out = StringIO()
    call_command("route", *map(str, arguments), stdout=out)
    return out.getvalue()


def cells(text: str, name: str) -> list[float]:
    line = next(line for line in text.splitlines() if line.startswith(name + "  "))
    return [float(cell) for cell in line.removeprefix(name).split() if cell != "–"]


@pytest.mark.usefixtures("calibrated", "pair")
def test_asking_about_each_word_shows_what_the_larger_model_knows(texts: Path) -> None:
    text = printed(texts, "--thresholds", "0,1")
    dull, words = cells(text, "dull"), cells(text, "words")
    never, always = cells(text, "route below 0"), cells(text, "route below 1")
    assert words[0] > dull[0]
    assert (never[0], never[1]) == (dull[0], 0.0)
    assert always[0] > dull[0]
    # Once a word, and not at every letter of it.
    assert 50 < always[1] < 75
    assert f"words alone saves {words[0] - dull[0]:+.1f} points against dull" in text


@pytest.mark.usefixtures("calibrated")
def test_a_threshold_asks_only_what_was_not_asked_before(
    texts: Path, pair: tuple[Dull, WordModel]
) -> None:
    printed(texts, "--thresholds", "1")
    once = [len(model.asked) for model in pair]
    for model in pair:
        model.asked.clear()
    printed(texts, "--thresholds", "1,1,1")
    assert [len(model.asked) for model in pair] == once


@pytest.mark.usefixtures("calibrated", "pair")
def test_the_curve_is_drawn_and_told_to_other_programs(texts: Path, tmp_path: Path) -> None:
    data, page = tmp_path / "route.json", tmp_path / "route.html"
    printed(texts, "--thresholds", "0.5,1", "--json", data, "--html", page)
    report = json.loads(data.read_bytes())
    rows = report["data_sets"][0]["rows"]
    assert [row["threshold"] for row in rows] == [None, None, 0.5, 1.0]
    html = page.read_text(encoding="utf-8")
    assert html.count("<svg") == 2
    drawing = html[html.index("<svg") : html.index("</svg>") + len("</svg>")]
    circles = [one.get("class") for one in ElementTree.fromstring(drawing).iter("circle")]
    assert circles == ["series0", "series1", "series2", "series2"]


@pytest.mark.usefixtures("pair")
def test_without_calibrations_nothing_is_measured(texts: Path, tmp_path: Path) -> None:
    with (
        override_settings(DATA_FOLDER=tmp_path),
        pytest.raises(CommandError, match="Nothing was fitted for the model dull"),
    ):
        printed(texts)


@pytest.mark.django_db
@pytest.mark.usefixtures("calibrated", "pair")
def test_a_profile_of_the_admin_can_be_typed_with(texts: Path) -> None:
    draft = ProfileDraft(slug="support")
    draft.values["least_typed"] = 1_000
    draft.save()
    # Nothing is shown to those who type so little.
    assert cells(printed(texts, "--profile", "support@draft"), "words")[0] == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--profile", "support@7"], "There is no profile 'support@7'"),
        (["--route", "smollm2-135m"], "is no route: name two models"),
        (["--route", "smollm2-135m,gpt-17"], "There is no model 'gpt-17'"),
        (["--thresholds", "1,-1"], "are no thresholds"),
        (["--thresholds", "some"], "are no thresholds"),
    ],
)
def test_a_choice_that_cannot_be_run_is_refused_in_one_sentence(
    texts: Path, arguments: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        printed(texts, *arguments)


async def test_a_remembered_answer_is_the_same_and_asks_nobody() -> None:
    model = WordModel()
    remembering = RememberingModel(model)
    first, again = [
        [step async for step in remembering.walk(Prompt("The"), alternatives=5)] for _ in range(2)
    ]
    assert first == again
    assert model.asked == ["The"]
    assert [len(step.distribution.tokens) for step in first] == [5]
    async for step in remembering.walk(Prompt("The"), alternatives=6):
        assert len(step.distribution.tokens) == 6
    assert remembering.asked == 2


def row(escalated: float, savings: float) -> Row:
    figures = Figures(
        items=1, characters=100, keystrokes=50, keystroke_savings=savings, saved_at_k=savings,
        acceptance_rate=0.5, top_1=0.5, reciprocal_rank=0.5, coverage=1.0, calibration_error=None,
        brier=None, ghosts=0.0, ghosts_fitting=0.0, tokens_per_keystroke=1.0,
        requests_per_keystroke=1.0,
    )  # fmt: skip
    return Row("texts", "row", None, escalated, 0.0, figures)


def test_savings_between_two_thresholds_lie_on_the_line_between_them() -> None:
    curve = Curve("texts", row(0.0, 0.5), row(0.0, 0.6), (row(0.4, 0.54), row(0.8, 0.58)))
    assert savings_at(curve, 0.5) == pytest.approx(0.55)
    assert savings_at(curve, 0.2) == pytest.approx(0.52)
    assert savings_at(curve, 0.9) is None
    assert curve.gain == pytest.approx(0.1)
