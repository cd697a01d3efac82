"""`manage.py evaluate` runs from files to reports, and refuses what it cannot use in one sentence.

Its model is the settings' one here; tests/evaluation/test_real_model.py has the embedded one.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import CommandError

from autocomplete.evaluation.measured_model import MeasuredModel
from autocomplete.management.commands import evaluate
from autocomplete.models import ProfileDraft
from autocomplete.publishing.publish import publish
from tests.evaluation.word_model import SENTENCE, WordModel


class Bare:
    async def milliseconds(self, text: str) -> float:
        return 1.0


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> WordModel:
    """The made-up model in the place of the real one."""
    words = WordModel()

    @asynccontextmanager
    async def measured(lanes: int) -> AsyncIterator[MeasuredModel]:
        yield MeasuredModel(words, Bare())  # type: ignore[arg-type]

    monkeypatch.setattr(evaluate, "measured_model", measured)
    return words


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    file = tmp_path / "cats.jsonl"
    lines = [
        {"text": SENTENCE},
        {"text": "The dog ran.", "context": "The cat sat."},
        {"text": "The cat."},
    ]
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return file


def printed(*arguments: object) -> str:
    out = StringIO()
    call_command("evaluate", *map(str, arguments), stdout=out)
    return out.getvalue()


def row(text: str, name: str) -> list[str]:
    return next(line for line in text.splitlines() if line.startswith(name + "  ")).split()


def test_a_file_alone_gives_the_default_profile_beside_the_greedy_baseline(
    model: WordModel, texts: Path
) -> None:
    text = printed(texts)
    assert text.startswith("cats: 3 items")
    assert float(row(text, "default")[1]) > 0
    assert float(row(text, "greedy")[1]) > 0
    assert "sampled" not in text
    assert "× a bare one-token completion" in text


def test_items_and_half_choose_the_texts(model: WordModel, texts: Path) -> None:
    assert printed(texts, "--half", "first").startswith("cats: 2 items")
    assert printed(texts, "--half", "second").startswith("cats: 1 items, 12 characters")
    assert printed(texts, "--items", 1).startswith(f"cats: 1 items, {len(SENTENCE)} characters")


def test_profiles_stand_side_by_side_under_their_names(model: WordModel, texts: Path) -> None:
    text = printed(texts, "--profile", "default", "--profile", "default,most_words=1")
    assert row(text, "default") != row(text, "default,most_words=1")


def test_profiles_of_the_admin_are_measured_by_their_names(
    model: WordModel, texts: Path, db: None
) -> None:
    draft = ProfileDraft(slug="support")
    draft.values["most_words"] = 1
    draft.save()
    publish(draft, by=User.objects.create_user("publisher"), why="A test.")
    names = ["default,most_words=1", "support", "support@1", "support@draft"]
    text = printed(texts, *(part for name in names for part in ("--profile", name)))
    first, *others = [row(text, name)[1:] for name in names]
    assert others == [first] * 3


def test_k_bounds_the_lists_of_profiles_and_baselines(
    model: WordModel, texts: Path, tmp_path: Path
) -> None:
    page = tmp_path / "report.html"
    assert row(printed(texts, "--k", 1), "default") != row(printed(texts, "--k", 5), "default")
    assert row(printed(texts, "--k", 1), "greedy") != row(printed(texts, "--k", 5), "greedy")
    printed(texts, "--k", 1, "--html", page)
    assert " · " not in page.read_text(encoding="utf-8")


def test_full_measures_both_baselines_tes_mod_and_the_budgets(
    model: WordModel, texts: Path
) -> None:
    text = printed(texts, "--full")
    assert len(row(text, "sampled")) == len(row(text, "greedy"))
    assert "–" not in " ".join(row(text, "default"))
    for budget in (0, 1, 2, 8):
        assert f"default, budget {budget}" in text


def test_contexts_are_compared_over_the_texts_that_have_one(model: WordModel, texts: Path) -> None:
    last = printed(texts, "--baselines", "none", "--compare-context").splitlines()[-1].split()
    assert last[:2] == ["cats", "1"]
    assert float(last[2]) > 0


def test_reports_are_written_and_say_how_to_repeat_them(
    model: WordModel, texts: Path, tmp_path: Path
) -> None:
    data, page = tmp_path / "report.json", tmp_path / "report.html"
    text = printed(texts, "--seed", 7, "--json", data, "--html", page)
    assert f"Report: {data}\nReport: {page}" in text
    report = json.loads(data.read_text(encoding="utf-8"))
    assert report["settings"]["seed"] == 7
    assert report["settings"]["model"] == "words"
    assert [found["suggester"] for found in report["results"]] == ["default", "greedy"]
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--profile", "polite"], "There is no profile 'polite'"),
        (["--set", "most_wrds=3"], "'most_wrds=3' changes nothing"),
        (["--set", "most_words=x"], "set it to a whole number"),
        (["--baselines", "oracle"], "There is no baseline 'oracle'"),
        (["--k", "0"], "'0' is not a whole number, from 1 to 20"),
        (["--items", "0"], "'0' is not a whole number, 1 or more"),
        (["--parallel", "many"], "'many' is not a whole number"),
        (["--budgets", "1,,2"], "'' is not a whole number"),
        (["--json", "/absent/report.json"], "'/absent/report.json' cannot be written"),
    ],
)
def test_a_choice_that_cannot_be_run_is_refused_before_anything_runs(
    model: WordModel, texts: Path, db: None, arguments: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence) as refused:
        printed(texts, *arguments)
    assert refused.value.returncode != 0
    assert model.asked == []


def test_a_file_that_cannot_be_read_is_refused_by_its_name(
    model: WordModel, texts: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.jsonl"
    broken.write_text('{"text": "a"}\n{"text": \n')
    for file, sentence in ((tmp_path / "no.jsonl", "cannot be read"), (broken, "line 2")):
        with pytest.raises(CommandError, match=sentence):
            printed(texts, file)
    assert model.asked == []
