"""`manage.py calibrate` fits, keeps, prints and draws, and refuses in one sentence."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import StringIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import override_settings

from autocomplete.calibrations import fitted
from autocomplete.evaluation.measured_model import MeasuredModel
from autocomplete.management.commands import calibrate
from autocomplete.models import ProfileDraft
from tests.evaluation.word_model import SENTENCE, WordModel

TEXTS = (SENTENCE, "The dog ran on the mat.", "The cat ran?", "The dog sat on the cat.")
NAMES = ("all", "cats", "dogs")


@pytest.fixture(autouse=True)
def model(monkeypatch: pytest.MonkeyPatch) -> None:
    """The made-up model in the place of the real one."""

    @asynccontextmanager
    async def measured(lanes: int) -> AsyncIterator[MeasuredModel]:
        yield MeasuredModel(WordModel(), None)  # type: ignore[arg-type]

    monkeypatch.setattr(calibrate, "measured_model", measured)


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    paths = []
    for name, texts in (("cats", TEXTS), ("dogs", TEXTS[::-1])):
        path = tmp_path / f"{name}.jsonl"
        path.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts))
        paths.append(str(path))
    return paths


def printed(*arguments: str) -> str:
    out = StringIO()
    call_command("calibrate", *arguments, stdout=out)
    return out.getvalue()


def test_what_was_fitted_serves_the_site_and_is_told_file_by_file(
    files: list[str], tmp_path: Path
) -> None:
    with override_settings(DATA_FOLDER=tmp_path):
        out = printed(*files)
        found = fitted("words", "sum")
        assert found is not None
        assert fitted("words", "mean") is None
    kept = json.loads((tmp_path / "calibrations" / "words.sum.json").read_bytes())
    rows = [line.split() for line in out.splitlines()]
    figures = {row[0]: list(map(float, row[1:])) for row in rows if row[0] in NAMES}
    assert figures["all"][0] == kept["held_out"]
    assert figures["all"][1:] == pytest.approx(
        [*kept["calibration_error"], *kept["brier"]], abs=1e-3
    )
    assert figures["all"][2] < figures["all"][1]
    assert figures["cats"][0] + figures["dogs"][0] == kept["held_out"]
    cost = found.typing_cost
    assert f"costs {cost.start:.2f} + {cost.per_character:.3f} keystrokes" in out


def test_the_diagram_is_drawn_beside_the_result_with_axes_and_counts(
    files: list[str], tmp_path: Path
) -> None:
    printed(*files, "--folder", str(tmp_path / "kept"))
    page = (tmp_path / "kept" / "words.sum.html").read_text(encoding="utf-8")
    assert page.count("<svg") == 3
    assert "src=" not in page
    assert "href=" not in page
    svg = ElementTree.fromstring(page[page.index("<svg") : page.index("</svg>") + len("</svg>")])
    words = [element.text for element in svg.iter("text")]
    assert "stated probability" in words
    assert {"0", "0.2", "1"} <= set(words)
    assert {circle.get("class") for circle in svg.iter("circle")} == {"series0", "series1"}
    kept = json.loads((tmp_path / "kept" / "words.sum.json").read_bytes())
    counts = page[page.index("<tbody>") : page.index("</tbody>")].split("</tr>")[:-1]
    cells = [[cell.split("</td>")[0] for cell in row.split("<td>")[1:]] for row in counts]
    assert len(cells) == 10
    for column in (1, 4):
        assert sum(int(row[column]) for row in cells) == kept["held_out"]


def test_another_strategy_has_a_file_of_its_own(files: list[str], tmp_path: Path) -> None:
    diagram = tmp_path / "diagram.html"
    printed(
        *files, "--profile", "default,strategy=mean", "--folder", str(tmp_path), "--diagram",
        str(diagram),
    )  # fmt: skip
    kept = json.loads((tmp_path / "words.mean.json").read_bytes())
    assert (kept["model"], kept["strategy"], kept["suggestions"]) == ("words", "mean", 5)
    assert diagram.exists()


@pytest.mark.django_db
def test_a_profile_of_the_admin_can_be_typed_with(files: list[str], tmp_path: Path) -> None:
    draft = ProfileDraft(slug="support")
    draft.values["suggestions"] = 2
    draft.save()
    printed(*files, "--profile", "support@draft", "--folder", str(tmp_path))
    kept = json.loads((tmp_path / "words.sum.json").read_bytes())
    assert kept["suggestions"] == 2
    assert "--profile support@draft" in kept["made_with"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--profile", "polite"], "There is no profile 'polite'"),
        (["--profile", "default,most_words=0"], "most_words is 0: set it to"),
        (["--items", "0"], "not a whole number"),
        (["--diagram", "/absent/diagram.html"], "name a file in an existing folder"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_sentence(
    arguments: list[str], sentence: str, files: list[str]
) -> None:
    with pytest.raises(CommandError, match=sentence):
        printed(*files, *arguments)


def test_too_few_texts_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "short.jsonl"
    file.write_text('{"text": "T"}\n{"text": "T"}\n')
    with pytest.raises(CommandError, match="at least 20 outcomes"):
        printed(str(file), "--folder", str(tmp_path))
