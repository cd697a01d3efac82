"""`manage.py` on a machine whose wall clock jumps: by the seconds that a file holds.

Only the wall clock is moved, as an operator or a time server moves it; the monotonic one goes on.
"""

from __future__ import annotations

import datetime
import os
import sys
import time
from pathlib import Path

OFFSET = Path(os.environ["CLOCK_OFFSET_FILE"])
_true_time = time.time
_TrueDateTime = datetime.datetime


def moved_time() -> float:
    return _true_time() + float(OFFSET.read_text())


class MovedDateTime(_TrueDateTime):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> MovedDateTime:
        return cls.fromtimestamp(moved_time(), tz)


if __name__ == "__main__":
    time.time = moved_time
    datetime.datetime = MovedDateTime  # type: ignore[misc]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "autocomplete.settings")
    sys.path.insert(0, os.getcwd())
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
