"""Scoring, classifying and screening with the real embedded model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from django.conf import settings

from autocomplete.judging.categories import Category, Scheme
from autocomplete.judging.classifying import Classifier
from autocomplete.judging.moderation import Moderation, Rules
from autocomplete.judging.score import score
from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.embedded import EmbeddedServer

pytestmark = pytest.mark.model


@pytest_asyncio.fixture
async def model(embedded_model: EmbeddedServer) -> AsyncIterator[HttpLanguageModel]:
    client = HttpLanguageModel(
        embedded_model.base_url, api_key=embedded_model.api_key, lanes=embedded_model.lanes
    )
    yield client
    await client.aclose()


async def test_a_wrong_word_is_the_weakest_spot(model: HttpLanguageModel) -> None:
    good = await score(model, "Hello.\n", "The capital of France is Paris.")
    bad = await score(model, "Hello.\n", "The capital of France is banana.")
    assert good.bits_per_character < bad.bits_per_character
    worst = bad.tokens[bad.weakest[0].token]
    assert worst.text == " banana"
    assert worst.start == len("The capital of France is")
    # Not even among 5,000 alternatives: what is told is a bound, and the letters of no other path.
    assert worst.below
    assert (good.not_shown, bad.not_shown) == (0, 1)


async def test_accents_and_scripts_are_read_to_their_last_byte(model: HttpLanguageModel) -> None:
    text = "Crème brûlée 漢字 🙂"
    found = await score(model, "Hello.\n", text)
    assert (
        b"".join(text.encode()[one.start_byte : one.end_byte] for one in found.tokens)
        == text.encode()
    )


async def test_plain_texts_are_put_where_they_belong(model: HttpLanguageModel) -> None:
    scheme = Scheme(
        (
            Category("weather", ("weather", "rain"), examples=("It is cold and wet outside.",)),
            Category("food", ("food", "restaurant"), examples=("The soup was too salty.",)),
        )
    )
    classifier = Classifier(scheme)
    for text, category in {
        "Will it rain tomorrow, or will the sun shine?": "weather",
        "This pizza tastes wonderful, and so does the salad.": "food",
    }.items():
        found = await classifier.classify([model], text)
        assert found.decided.category == category


async def test_insults_score_higher_than_plain_talk(model: HttpLanguageModel) -> None:
    moderation = Moderation(Rules(screened_from=1.0), model)
    rude, kind = [
        [(await moderation.judge(text)).score or 0.0 for text in texts]
        for texts in (
            ("you stupid fool", "I despise that bastard", "get lost, you pig"),
            ("thanks for your patience", "the train leaves soon", "see you next week"),
        )
    ]
    assert sum(rude) / 3 > sum(kind) / 3 + 0.1


def test_the_command_prints_accuracy_matrix_and_route(tmp_path: Path, weights_file: Path) -> None:
    texts = {"1": ("I love this soup.", "food"), "2": ("Rain all day long.", "weather")}
    items = tmp_path / "items.jsonl"
    items.write_text("\n".join(json.dumps({"id": id, "text": texts[id][0]}) for id in texts))
    categories = tmp_path / "categories.json"
    categories.write_text(
        json.dumps(
            {
                "categories": [
                    {"slug": "food", "labels": ["food"], "ids": ["1"]},
                    {"slug": "weather", "labels": ["weather"], "ids": ["2"]},
                ]
            }
        )
    )
    done = subprocess.run(
        [
            *(sys.executable, "manage.py", "classify", str(items)),
            *("--categories", str(categories), "--larger", "smollm2-135m"),
        ],
        cwd=settings.BASE_DIR,
        env={**os.environ, "AUTOCOMPLETE_DATA": str(settings.DATA_FOLDER)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("of 2 right") == 2
    # Both models are the same one here: who decides makes no difference.
    curve = [line.split() for line in done.stdout.splitlines() if line.endswith("%")]
    assert len(curve) == 21
    assert len({right for _, _, right in curve}) == 1
    assert curve[0][1] == "0.0%"
