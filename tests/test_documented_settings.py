"""Each variable of the environment that the settings read is documented, and no other one is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.conf import settings

READ = re.compile(r"\b_[a-z_]+\(\s*\"([A-Z][A-Z_]+)\"")
LAST_PART = re.compile(r"_(?:URL|API_KEY|NAME|LANES|AT_ONCE)$")


def read_by_settings() -> set[str]:
    return set(READ.findall((settings.PACKAGE / "settings.py").read_text(encoding="utf-8")))


def named_in(row: str) -> Iterator[str]:
    """The variables of a table's row; in `A_URL`, `…_NAME` the second is A_NAME."""
    before = ""
    for name in re.findall(r"`(…?[A-Z_]+)`", row):
        if name.startswith("…"):
            yield before + name.removeprefix("…")
        else:
            yield name
            before = LAST_PART.sub("", name)


def documented() -> set[str]:
    pages = [settings.BASE_DIR / "README.md", *(settings.BASE_DIR / "docs").glob("*.md")]
    found: set[str] = set()
    for page in pages:
        for row in re.findall(r"^\| (`[^|]*) \|", page.read_text(encoding="utf-8"), re.MULTILINE):
            found |= set(named_in(row))
    return found


def test_every_variable_that_is_read_stands_in_a_table() -> None:
    assert len(read_by_settings()) > 30
    # Where the data folder of an installed site is by default, in the words of production.md.
    assert read_by_settings() - documented() - {"XDG_DATA_HOME"} == set()


def test_no_variable_is_documented_that_nothing_reads() -> None:
    ours = {name for name in documented() if name.startswith(("AUTOCOMPLETE_", "HSTS_"))}
    assert ours - read_by_settings() == set()
