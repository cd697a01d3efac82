"""Whether an operator has accepted the terms of weights that have some; kept beside the file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import msgspec


class Acceptance(msgspec.Struct, frozen=True):
    """Which terms (their address) were accepted for which weights, and when (ISO 8601, UTC)."""

    weights: str
    terms: str
    accepted_at: str


def acceptance_file(weights_file: Path) -> Path:
    return weights_file.with_name(f"{weights_file.name}.terms.json")


def accepted(weights_file: Path, terms: str) -> bool:
    """Whether these very terms were accepted for the weights."""
    try:
        kept = msgspec.json.decode(acceptance_file(weights_file).read_bytes(), type=Acceptance)
    except (OSError, msgspec.MsgspecError):
        return False
    return kept.terms == terms


def accept(weights_file: Path, name: str, terms: str) -> None:
    """Keep that the operator accepts the terms. Raises OSError."""
    path = acceptance_file(weights_file)
    path.parent.mkdir(parents=True, exist_ok=True)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    path.write_bytes(msgspec.json.format(msgspec.json.encode(Acceptance(name, terms, now))) + b"\n")
