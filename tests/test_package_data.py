"""Every file of the package that is no module is named in pyproject.toml, or a wheel lacks it."""

from __future__ import annotations

import tomllib

from django.conf import settings

from autocomplete.calibrations import SHIPPED


def test_every_file_beside_the_modules_is_packaged() -> None:
    package = settings.BASE_DIR / "autocomplete"
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text(encoding="utf-8"))
    patterns = project["tool"]["setuptools"]["package-data"]["autocomplete"]
    packaged = {path for pattern in patterns for path in package.glob(pattern)}
    others = {
        path
        for path in package.rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc", ".fresh"}
    }
    assert others == packaged
    assert packaged & set(SHIPPED.iterdir())
