"""The style of reports, for pages that need no other file."""

from __future__ import annotations

from pathlib import Path

from django.contrib.staticfiles import finders
from django.utils.safestring import SafeString, mark_safe

SHEETS = ("page/plots.css", "page/report.css")


def report_style() -> SafeString:
    """All style sheets of a report, to stand in the page itself."""
    paths = [finders.find(sheet) for sheet in SHEETS]
    return mark_safe("".join(Path(path).read_text(encoding="utf-8") for path in paths if path))
