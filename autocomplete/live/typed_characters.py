"""Which characters of a typed text reach a model."""

from __future__ import annotations

import re

_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029]")
# C0 and C1 control characters and DEL, but neither tab nor line feed. Nobody types them, some
# servers end a string at NUL, and what is inserted at the caret does not depend on them.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def without_controls(text: str) -> str:
    """Return ``text`` with every line end as a line feed and without other control characters."""
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
