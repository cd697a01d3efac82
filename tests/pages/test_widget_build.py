from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from autocomplete import widget

ROOT = Path(settings.BASE_DIR)


def test_the_newest_release_is_the_version_in_package_json() -> None:
    package = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))

    assert str(widget.newest()) == package["version"]


def test_the_committed_script_is_what_its_source_makes(tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None or not (ROOT / "node_modules" / "esbuild").exists():
        pytest.skip("the widget cannot be built: install node and npm, then run make widget")
    built = tmp_path / "autocomplete.js"

    subprocess.run([node, "widget/build.js", built], cwd=ROOT, check=True, timeout=60)

    assert built.read_bytes() == widget.source(widget.newest()), "run make widget"


def test_the_script_has_nothing_that_a_strict_policy_refuses() -> None:
    script = widget.source(widget.newest()).decode()

    for refused in ("innerHTML", "eval(", "new Function", 'setAttribute("style"', "<style"):
        assert refused not in script
