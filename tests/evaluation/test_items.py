"""Files of texts are read whole, or refused with one sentence that says where."""

from __future__ import annotations

from pathlib import Path

import pytest

from autocomplete.evaluation.items import Item, UnreadableItems, chosen, read_items
from autocomplete.evaluation.planning import UnusableChoice, data_sets

FIVE = [Item(text=letter) for letter in "abcde"]


def test_only_the_text_is_required_and_empty_texts_and_lines_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"text": "One"}\n\n{"text": ""}\n{"id": "2", "context": "A", "text": "Zwö"}\n')
    assert read_items(file) == [Item(text="One"), Item(text="Zwö", id="2", context="A")]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "holds no texts"),
        (b'{"text": ""}\n', "holds no texts"),
        (b'{"text": "a"}\nnonsense\n', "line 2: expected an object"),
        (b'{"txt": "a"}\n', "line 1: expected an object"),
        (b'{"text": 3}\n', "line 1: expected an object"),
        (b'{"text": "\xff"}\n', "line 1: expected an object"),
        (b"[]\n", "line 1: expected an object"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_bytes(content)
    with pytest.raises(UnreadableItems, match=sentence) as refused:
        read_items(file)
    assert str(file) in str(refused.value)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnreadableItems, match="absent.jsonl: cannot be read"):
        read_items(tmp_path / "absent.jsonl")


def test_the_two_halves_share_no_text_and_miss_none() -> None:
    first, second = chosen(FIVE, "first", None), chosen(FIVE, "second", None)
    assert "".join(item.text for item in first) == "ace"
    assert "".join(item.text for item in second) == "bd"


def test_a_number_of_items_takes_the_first_ones_of_the_half() -> None:
    assert [item.text for item in chosen(FIVE, "second", 1)] == ["b"]
    assert chosen(FIVE, None, 99) == FIVE


def test_a_file_of_one_text_has_no_second_half(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text('{"text": "One"}\n')
    with pytest.raises(UnreadableItems, match="too few texts"):
        data_sets([file], "second", None)


def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    files = [tmp_path / "texts.jsonl", tmp_path / "other" / "texts.jsonl"]
    with pytest.raises(UnusableChoice, match="Two files are called texts"):
        data_sets(files, None, None)
