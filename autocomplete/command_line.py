"""How this program is started once more, beside itself: from the source tree or as installed."""

from __future__ import annotations

import sys

from django.conf import settings


def command(name: str, *options: str) -> list[str]:
    """The words that run one of the site's commands with this Python."""
    if settings.INSTALLED:
        return [sys.executable, "-m", "autocomplete", name, *options]
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), name, *options]
