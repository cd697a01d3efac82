"""A categories file names categories, labels and ids, and never a text of the data set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from autocomplete.judging.scheme_file import UnreadableScheme, read_scheme

SHIPPED = Path(settings.BASE_DIR) / "docs/examples/banking_categories.json"
FILE: dict[str, Any] = {
    "question": "{text}\nAbout the",
    "categories": [
        {"slug": "cards", "labels": ["card"], "examples": ["Lost it."], "ids": ["1", "2"]},
        {"slug": "cash", "labels": ["cash", "notes"], "ids": ["3"]},
    ],
}


def written(folder: Path, content: Any) -> Path:
    path = folder / "categories.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return path


def test_categories_and_ids_are_read(tmp_path: Path) -> None:
    read = read_scheme(written(tmp_path, FILE))
    assert read.scheme.labels == ("card", "cash", "notes")
    assert read.scheme.prompt(" x ") == "x\nAbout the"
    assert read.category_of == {"1": "cards", "2": "cards", "3": "cash"}


def test_the_shipped_file_is_of_use() -> None:
    read = read_scheme(SHIPPED)
    assert len(read.category_of) == 200
    assert read.scheme.typical_texts()[0] == read.scheme.categories[0].examples[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "no categories file"),
        (FILE | {"categories": FILE["categories"][:1]}, "two categories or more"),
        (FILE | {"texts": []}, "unknown field"),
        (
            FILE | {"categories": [*FILE["categories"], FILE["categories"][0] | {"slug": "x"}]},
            "a label in common",
        ),
        (
            FILE
            | {"categories": [*FILE["categories"], {"slug": "x", "labels": ["y"], "ids": ["3"]}]},
            "3 stands in two categories",
        ),
    ],
)
def test_an_unusable_file_is_refused_in_words(tmp_path: Path, content: Any, message: str) -> None:
    with pytest.raises(UnreadableScheme, match=message):
        read_scheme(written(tmp_path, content))


def test_a_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(UnreadableScheme, match="cannot be read"):
        read_scheme(tmp_path / "none.json")
