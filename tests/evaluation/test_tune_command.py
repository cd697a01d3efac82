"""`manage.py tune` prints the frontier, keeps the best as a draft, and counts costs honestly."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import override_settings

from autocomplete.evaluation.items import Item
from autocomplete.evaluation.measured_model import MeasuredModel
from autocomplete.evaluation.simulation import type_text
from autocomplete.evaluation.suggesters import ProfileSuggester, unhurried
from autocomplete.evaluation.tuning_simulation import TuningSimulation
from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.embedded import EmbeddedServer
from autocomplete.management.commands import tune
from autocomplete.models import ProfileDraft
from autocomplete.ranking.profile import DEFAULT_PROFILE
from tests.evaluation.word_model import SENTENCE, WordModel

pytestmark = pytest.mark.django_db


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    file = tmp_path / "cats.jsonl"
    lines = [
        SENTENCE,
        "The dog ran.",
        "The cat.",
        "The cat sat.",
        "A mat.",
        "The dog sat on the mat.",
    ]
    file.write_text("".join(json.dumps({"text": text}) + "\n" for text in lines))
    return file


@pytest.fixture(autouse=True)
def model(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """The made-up model in the place of the real one."""

    @asynccontextmanager
    async def measured(lanes: int) -> AsyncIterator[MeasuredModel]:
        yield MeasuredModel(WordModel(), None)  # type: ignore[arg-type]

    monkeypatch.setattr(tune, "measured_model", measured)


def printed(*arguments: object) -> str:
    out = StringIO()
    call_command("tune", *map(str, arguments), stdout=out)
    return out.getvalue()


def test_the_frontier_is_printed_and_the_same_seed_prints_the_same(
    texts: Path, tmp_path: Path
) -> None:
    arguments = [texts, "--tokens-per-keystroke", 3, "--trials", 9, "--seed", 4]
    page = tmp_path / "frontier.html"
    text = printed(*arguments, "--html", page)
    assert text.startswith("cats: 6 texts, the first half tuned on; model words; limit 3 tokens")
    assert "the start" in text
    html = page.read_text(encoding="utf-8")
    assert "<svg" in html and "<script" not in html and "<link" not in html
    assert printed(*arguments) == text.replace(f"Frontier: {page}\n", "")


def test_the_best_is_kept_as_a_draft_with_a_note(texts: Path) -> None:
    start = "default,most_words=1,token_budget=0"
    text = printed(
        texts, "--tokens-per-keystroke", 9, "--trials", 15, "--profile", start, "--draft", "cheaper"
    )
    assert "Kept as the draft cheaper" in text
    draft = ProfileDraft.objects.get()
    assert draft.note.startswith(f"Tuned from {start}: ")
    assert draft.profile != DEFAULT_PROFILE
    with pytest.raises(CommandError, match="There is a profile cheaper already"):
        printed(texts, "--tokens-per-keystroke", 9, "--draft", "cheaper")


def test_a_profile_of_the_admin_can_be_started_from(texts: Path) -> None:
    draft = ProfileDraft(slug="support")
    draft.values["most_words"] = 1
    draft.save()
    text = printed(texts, "--tokens-per-keystroke", 9, "--trials", 3, "--profile", "support@draft")
    assert "most_words 1 → " in text or "most_words" not in text
    with pytest.raises(CommandError, match="There is no profile 'support@7'"):
        printed(texts, "--tokens-per-keystroke", 9, "--profile", "support@7")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--tokens-per-keystroke", "0"], "'0' is not a number above 0"),
        (["--tokens-per-keystroke", "2", "--items", "3"], "'3' is not a whole number, 4 or more"),
        (["--tokens-per-keystroke", "2", "--draft", "no name"], "valid"),
    ],
)
def test_what_cannot_be_tuned_is_refused_first(
    texts: Path, arguments: list[str], sentence: str
) -> None:
    with pytest.raises(CommandError, match=sentence):
        printed(texts, *arguments)


@pytest.mark.model
async def test_the_counted_cost_is_what_the_real_server_evaluates(
    embedded_model: EmbeddedServer,
) -> None:
    with override_settings(MODEL_LANES=1):
        model = HttpLanguageModel(embedded_model.base_url, api_key=embedded_model.api_key)
    try:
        simulation = TuningSimulation(model)
        for text in ("I will be there in a few minutes.", "See you at the station."):
            profile = unhurried(DEFAULT_PROFILE)
            real = ProfileSuggester("real", model, profile)
            await real.prepare(0)
            typed = await type_text(Item(text), real.begin(Item(text), 0))
            evaluated = sum(one.shown.evaluated_tokens for one in typed.positions)
            for _ in range(2):
                counted = await simulation.score(DEFAULT_PROFILE, Item(text))
                assert counted.tokens == pytest.approx(evaluated, rel=0.1)
    finally:
        await model.aclose()
