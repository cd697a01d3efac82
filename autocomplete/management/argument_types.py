"""Types of command-line arguments, which refuse a value before a long run and not after it."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Callable
from pathlib import Path


def whole(least: int, most: int | None = None) -> Callable[[str], int]:
    """A whole number between two values, both allowed."""

    def number(text: str) -> int:
        if not text.isdecimal() or int(text) < least or (most is not None and int(text) > most):
            span = f"{least} or more" if most is None else f"from {least} to {most}"
            raise ArgumentTypeError(f"{text!r} is not a whole number, {span}")
        return int(text)

    return number


def share(text: str) -> float:
    """A number above 0, up to 1."""
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 < number <= 1:
        raise ArgumentTypeError(f"{text!r} is not a number above 0 and up to 1")
    return number


def numbers(text: str) -> tuple[int, ...]:
    """Whole numbers with commas between them."""
    return tuple(whole(0)(part) for part in text.split(","))


def file_to_write(text: str) -> Path:
    """A file in a folder that exists."""
    path = Path(text)
    if path.is_dir() or not path.parent.is_dir():
        raise ArgumentTypeError(f"{text!r} cannot be written: name a file in an existing folder")
    return path
