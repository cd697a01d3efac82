"""Puts the folders beside manage.py into the wheel: pyproject.toml has no words for that.

There they stand in ``autocomplete/site_files``, where settings.py looks for them.
"""

from __future__ import annotations

from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent
SITE_FILES = ("templates", "static", "widget/releases", "demo")


def site_files() -> dict[str, str]:
    """Every folder with files to ship, by the package name that it has in the wheel."""
    shipped = (Path(top, folder) for top in SITE_FILES for folder in _folders(HERE / top))
    return {".".join(("autocomplete.site_files", *path.parts)): str(path) for path in shipped}


def _folders(top: Path) -> list[Path]:
    files = (path for path in top.rglob("*") if path.is_file())
    return sorted({path.parent.relative_to(top) for path in files})


FOLDERS = site_files()

setup(
    packages=[*find_packages(include=["autocomplete*"]), *FOLDERS],
    package_dir=FOLDERS,
    package_data={
        "autocomplete": ["shipped_calibrations/*.json", "limits/redis_scripts/*.lua"],
        **{name: ["*"] for name in FOLDERS},
    },
    include_package_data=False,
)
