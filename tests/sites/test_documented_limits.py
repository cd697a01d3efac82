"""docs/sites.md gives each limit by its variable and its default."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import astuple
from pathlib import Path

from django.conf import settings

READ = "import dataclasses, autocomplete.settings as s; print(*dataclasses.astuple(s.SITE_LIMITS))"


def limits(data: Path, **environment: str) -> list[int]:
    done = subprocess.run(
        [sys.executable, "-c", READ],
        cwd=settings.BASE_DIR,
        env={**os.environ, "AUTOCOMPLETE_DATA": str(data), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return [int(number) for number in done.stdout.split()]


def test_every_variable_and_its_default_are_documented(tmp_path: Path) -> None:
    text = (settings.BASE_DIR / "docs" / "sites.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(AUTOCOMPLETE_\w+)` \| [^|]+ \| (\d+) \|", text, re.MULTILINE)
    assert len(rows) == len(astuple(settings.SITE_LIMITS))
    assert limits(tmp_path, **dict.fromkeys(dict(rows), "")) == [int(d) for _, d in rows]
    assert limits(tmp_path, **dict.fromkeys(dict(rows), "7")) == [7] * len(rows)
