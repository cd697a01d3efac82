"""Phrases as files: CSV in UTF-8, one phrase a line, with its weight behind it if it has one."""

from __future__ import annotations

import csv
import io
import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autocomplete.ranking.candidates import UNSUITABLE

LONGEST_PHRASE = 200
HIGHEST_WEIGHT = 1e9
MOST_PHRASES = 100_000
# A hundred thousand phrases of some 20 characters.
LARGEST_FILE = 8 * 1024 * 1024
HEADER = ("text", "weight")


class UnusablePhrases(Exception):
    """Phrases that cannot be taken; the message says where, why and what to do."""


@dataclass(frozen=True, slots=True)
class WeightedText:
    """A phrase and its weight (above 0): how often it is typed, compared with its list's others."""

    text: str
    weight: float = 1.0


def weighted_text(text: str, weight: float = 1.0) -> WeightedText:
    """The phrase as it is kept: composed characters, single spaces. Raises UnusablePhrases."""
    tidy = " ".join(unicodedata.normalize("NFC", text).split())
    if not any(char.isalnum() for char in tidy):
        raise UnusablePhrases("the text has no letter or digit: enter what people type")
    if len(tidy) < 2:
        raise UnusablePhrases("the text has one character, which taking it would not save: drop it")
    if len(tidy) > LONGEST_PHRASE:
        raise UnusablePhrases(
            f"the text has {len(tidy)} characters: shorten it to {LONGEST_PHRASE}"
        )
    if UNSUITABLE.search(tidy):
        raise UnusablePhrases("the text holds a control character: remove it")
    if not (math.isfinite(weight) and 0 < weight <= HIGHEST_WEIGHT):
        raise UnusablePhrases(
            f"the weight is {weight:g}: set it above 0 and up to {HIGHEST_WEIGHT:,.0f}"
        )
    return WeightedText(tidy, weight)


def merged(phrases: Iterable[WeightedText]) -> list[WeightedText]:
    """Each text once, in the order of its first line; the last weight counts."""
    return list({phrase.text: phrase for phrase in phrases}.values())


def read_csv(content: bytes) -> list[WeightedText]:
    """The phrases of a file; a first line `text,weight` is a header.

    Raises UnusablePhrases, which names the line.
    """
    if len(content) > LARGEST_FILE:
        raise UnusablePhrases(f"The file is larger than {LARGEST_FILE:,} bytes: split it.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise UnusablePhrases(f"Line {line} is not UTF-8: save the file as CSV UTF-8.") from None
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    phrases: list[WeightedText] = []
    while True:
        # Of a row that spans lines, the first one.
        line = rows.line_num + 1
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            raise UnusablePhrases(f"Line {line} is not CSV: {error}.") from None
        if not any(cell.strip() for cell in row):
            continue
        if line == 1 and [cell.strip().lower() for cell in row] in (["text"], list(HEADER)):
            continue
        try:
            phrases.append(_phrase(row))
        except UnusablePhrases as error:
            raise UnusablePhrases(f"Line {line}: {error}.") from None
        if len(phrases) > MOST_PHRASES:
            raise UnusablePhrases(f"The file has more than {MOST_PHRASES:,} phrases: split it.")
    if not phrases:
        raise UnusablePhrases("The file holds no phrase: write one a line, as text,weight.")
    return merged(phrases)


def as_csv(phrases: Sequence[WeightedText]) -> str:
    """The file that reads as these phrases."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows((phrase.text, f"{phrase.weight:.15g}") for phrase in phrases)
    return out.getvalue()


def _phrase(row: Sequence[str]) -> WeightedText:
    if len(row) > 2:
        raise UnusablePhrases(
            f"there are {len(row)} columns: write text,weight, and quotes around a text with commas"
        )
    weight = row[1].strip() if len(row) == 2 else ""
    try:
        number = float(weight) if weight else 1.0
    except ValueError:
        raise UnusablePhrases(f"the weight {weight[:40]!r} is no number: write 2.5") from None
    return weighted_text(row[0], number)
