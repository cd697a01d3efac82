"""Fields that hold one thing a line."""

from __future__ import annotations


def lines(text: str) -> tuple[str, ...]:
    """The lines that are not blank, without white space around them."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
