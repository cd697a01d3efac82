"""A wheel holds all that the site needs: installed elsewhere, it serves what the project serves."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import httpx
import pytest
from django.conf import settings

from tests.live.stand_in_model import StandInModel
from tests.serving.served import serving

pytestmark = pytest.mark.services

BUILDER = settings.BASE_DIR / "build" / "wheel" / "bin" / "python"
HOW_TO_GET_IT = "what builds wheels is not installed (run `make wheel` once)"
SITE_FILES = ("templates", "static", "widget/releases", "demo")
OF_PYTHON = shutil.ignore_patterns("__pycache__", "*.fresh")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, without a package index."""
    if not BUILDER.exists():
        pytest.skip(HOW_TO_GET_IT)
    source = tmp_path_factory.mktemp("source")
    for name in ("pyproject.toml", "setup.py", "README.md", "LICENSE"):
        shutil.copy(settings.BASE_DIR / name, source)
    for name in ("autocomplete", *SITE_FILES):
        shutil.copytree(settings.BASE_DIR / name, source / name, ignore=OF_PYTHON)
    done = subprocess.run(
        [BUILDER, "-m", "build", "--wheel", "--no-isolation", "--outdir", "out", "."],
        cwd=source,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = (source / "out").iterdir()
    return built


def files(folder: Path) -> set[str]:
    kept = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".fresh")
    return {str(path.relative_to(folder)) for path in kept if "__pycache__" not in path.parts}


def test_it_holds_every_file_of_the_package_and_beside_manage_py(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    expected = {f"autocomplete/{name}" for name in files(settings.BASE_DIR / "autocomplete")}
    for folder in SITE_FILES:
        names = files(settings.BASE_DIR / folder)
        assert names
        expected |= {f"autocomplete/site_files/{folder}/{name}" for name in names}
    assert packed == expected


@pytest.fixture(scope="module")
def bin_folder(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a new environment with the wheel, and the present one's packages."""
    environment = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    python = environment / "bin" / "python"
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(python), "--quiet", "install", "--no-deps"]
        + ["--no-index", "--disable-pip-version-check", str(wheel)],
        check=True,
    )
    (packages,) = environment.glob("lib/python3*/site-packages")
    (packages / "present.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return environment / "bin"


async def test_installed_it_serves_pages_static_files_and_the_widget(
    bin_folder: Path, tmp_path: Path
) -> None:
    async with StandInModel() as model:
        with serving(
            tmp_path / "data",
            program=[str(bin_folder / "autocomplete")],
            folder=tmp_path,
            AUTOCOMPLETE_MODEL_URL=model.url,
            AUTOCOMPLETE_WORKER="0",
        ) as site:
            await asyncio.to_thread(site.wait_until_ready)
            async with httpx.AsyncClient(base_url=site.url, trust_env=False) as browser:
                page = await browser.get("/")
                style = next(part for part in page.text.split('"') if part.endswith(".css"))
                for address in (style, "/admin/login/", "/widget/1/autocomplete.js", "/embed/"):
                    assert (await browser.get(address)).status_code == 200, address
                login = await browser.get("/admin/login/")
                assert "page/admin." in login.text, "the project's own template, not Django's"
            site.process.terminate()
            assert "Traceback" not in await asyncio.to_thread(site.rest)


def test_installed_it_keeps_its_data_in_the_home_of_who_runs_it(
    bin_folder: Path, tmp_path: Path
) -> None:
    clean = {name: os.environ[name] for name in ("PATH",)}
    subprocess.run(
        [bin_folder / "python", "-m", "autocomplete", "check"],
        cwd=tmp_path,
        env={**clean, "HOME": str(tmp_path)},
        check=True,
    )
    assert (tmp_path / ".local/share/autocomplete/secret_key").exists()
