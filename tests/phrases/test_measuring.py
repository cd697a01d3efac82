"""The commands that make phrases up and measure what they save and cost."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from autocomplete.evaluation.items import read_items
from autocomplete.evaluation.measured_model import MeasuredModel
from autocomplete.management.commands import benchmark_phrases, evaluate
from autocomplete.phrases.phrase_file import read_csv
from tests.evaluation.test_evaluate_command import Bare
from tests.evaluation.word_model import WordModel


@pytest.fixture(autouse=True)
def model(monkeypatch: pytest.MonkeyPatch) -> None:
    """A made-up model, which has never heard of the phrases, in the place of the real one."""

    @asynccontextmanager
    async def measured(lanes: int) -> AsyncIterator[MeasuredModel]:
        yield MeasuredModel(WordModel(), Bare())  # type: ignore[arg-type]

    for command in (evaluate, benchmark_phrases):
        monkeypatch.setattr(command, "measured_model", measured)


def printed(*arguments: object) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    made = tmp_path / "phrases.csv", tmp_path / "texts.jsonl"
    printed("make_phrases", *made, "--entries", 200, "--texts", 4, "--seed", 7)
    return made


def test_the_same_seed_makes_the_same_files(files: tuple[Path, Path], tmp_path: Path) -> None:
    again = tmp_path / "again.csv", tmp_path / "again.jsonl"
    printed("make_phrases", *again, "--entries", 200, "--texts", 4, "--seed", 7)
    assert [file.read_bytes() for file in again] == [file.read_bytes() for file in files]
    printed("make_phrases", *again, "--entries", 200, "--texts", 4, "--seed", 8)
    assert again[0].read_bytes() != files[0].read_bytes()


def test_the_list_is_as_long_as_asked_and_its_phrases_stand_in_the_texts(
    files: tuple[Path, Path],
) -> None:
    phrases = read_csv(files[0].read_bytes())
    assert len(phrases) == 200
    for item in read_items(files[1]):
        assert any(phrase.text in item.text for phrase in phrases)


def test_an_evaluation_with_phrases_has_a_row_without_and_one_with_them(
    files: tuple[Path, Path],
) -> None:
    text = printed(
        *("evaluate", files[1], "--phrases", files[0]), *("--baselines", "none", "--latency", 0)
    )
    savings = {
        name: float(value)
        for name, value in re.findall(r"^(default(?:, phrases)?) +([\d.]+)", text, re.MULTILINE)
    }
    assert savings["default, phrases"] > savings["default"] + 15


def test_what_is_wrong_with_the_phrases_is_said(files: tuple[Path, Path], tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("good\nother,heavy\n")
    with pytest.raises(CommandError, match="bad.csv: Line 2: the weight 'heavy'"):
        printed("evaluate", files[1], "--phrases", bad)
    with pytest.raises(CommandError, match="cannot be read"):
        printed("evaluate", files[1], "--phrases", tmp_path / "none.csv")
    with pytest.raises(CommandError, match="above 0 and up to 1"):
        printed("evaluate", files[1], "--phrases", files[0], "--phrase-share", "0")


def test_the_time_that_phrases_add_is_printed(files: tuple[Path, Path]) -> None:
    text = printed("benchmark_phrases", *files, "--items", 2)
    assert text.startswith("200 phrases, their index built in ")
    assert re.search(r"Added per keystroke: median -?\d+\.\d{3} ms, 95th percentile", text)
