"""Categories, and examples assigned to them by number, as a JSON file without any texts."""

from __future__ import annotations

from pathlib import Path

import msgspec

from autocomplete.judging.categories import DEFAULT_QUESTION, Category, Scheme


class UnreadableScheme(Exception):
    """A categories file that cannot be used; the message says where and why."""


class _Category(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    slug: str
    labels: tuple[str, ...]
    examples: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    categories: tuple[_Category, ...]
    question: str = DEFAULT_QUESTION
    about: str = ""


class Assigned(msgspec.Struct, frozen=True):
    """A scheme, and the category of each text of a data set by the text's id."""

    scheme: Scheme
    category_of: dict[str, str]


def read_scheme(path: Path) -> Assigned:
    """Read a categories file. Raises UnreadableScheme."""
    try:
        read = msgspec.json.decode(path.read_bytes(), type=_File)
        scheme = Scheme(
            tuple(Category(one.slug, one.labels, "", one.examples) for one in read.categories),
            read.question,
        )
    except OSError as error:
        raise UnreadableScheme(f"{path}: cannot be read ({error.strerror}).") from error
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError) as error:
        raise UnreadableScheme(f"{path}: is no categories file ({error})") from error
    category_of: dict[str, str] = {}
    for one in read.categories:
        for id in one.ids:
            if id in category_of:
                raise UnreadableScheme(f"{path}: {id} stands in two categories; choose one.")
            category_of[id] = one.slug
    return Assigned(scheme, category_of)
