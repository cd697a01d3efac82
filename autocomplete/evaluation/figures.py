"""The figures of a report, from the records of simulated typing.

Sums run over all texts of a data set before they are divided, except where a figure says it is a
mean over items.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from autocomplete.evaluation.reliability import brier_score, calibration_error, stated_outcomes
from autocomplete.evaluation.simulation import Position, Typed


@dataclass(frozen=True, slots=True)
class Figures:
    """What one suggester achieved on one data set; shares run from 0 to 1.

    ``keystroke_savings``: (characters - keystrokes) / characters; negative never, as an accept
    costs one key. ``saved_at_k``: (accepted characters - accepts) / max(1, characters - 1), without
    the free spaces, mean over items (ChaI-TeA). ``acceptance_rate``: accepts / positions where a
    list was shown. ``top_1``: the share of those whose first item fits. ``reciprocal_rank``: the
    mean over those of 1 / rank of the first item that fits, 0 where none does. ``coverage``:
    positions where a list was shown / positions. ``calibration_error`` (10 equal bins) and
    ``brier`` hold each shown item's probability against whether it fits; None without items.
    ``ghosts``: positions with ghost text / positions; ``ghosts_fitting``: the share of those whose
    ghost text fits.
    """

    items: int
    characters: int
    keystrokes: int
    keystroke_savings: float
    saved_at_k: float
    acceptance_rate: float
    top_1: float
    reciprocal_rank: float
    coverage: float
    calibration_error: float | None
    brier: float | None
    ghosts: float
    ghosts_fitting: float
    tokens_per_keystroke: float
    requests_per_keystroke: float


def figures(records: Sequence[Typed]) -> Figures:
    """Compute all figures of one data set, which holds at least one text."""
    positions = [position for typed in records for position in typed.positions]
    with_list = [position for position in positions if position.shown.texts]
    accepts = sum(typed.accepts for typed in records)
    characters = sum(len(typed.item.text) for typed in records)
    outcomes = stated_outcomes(positions)
    ghosts = [
        position.fits[position.shown.ghost]
        for position in positions
        if position.shown.ghost is not None
    ]
    return Figures(
        items=len(records),
        characters=characters,
        keystrokes=len(positions),
        keystroke_savings=(characters - len(positions)) / characters,
        saved_at_k=sum(map(_saved_at_k, records)) / len(records),
        acceptance_rate=_share(accepts, len(with_list)),
        top_1=_share(sum(position.fits[0] for position in with_list), len(with_list)),
        reciprocal_rank=_share(sum(map(_reciprocal_rank, with_list)), len(with_list)),
        coverage=_share(len(with_list), len(positions)),
        calibration_error=calibration_error(outcomes) if outcomes else None,
        brier=brier_score(outcomes) if outcomes else None,
        ghosts=_share(len(ghosts), len(positions)),
        ghosts_fitting=_share(sum(ghosts), len(ghosts)),
        tokens_per_keystroke=_share(
            sum(position.shown.evaluated_tokens for position in positions), len(positions)
        ),
        requests_per_keystroke=_share(
            sum(position.shown.model_requests for position in positions), len(positions)
        ),
    )


def item_savings(typed: Typed) -> float:
    """Keystroke savings on one text, as a share."""
    return (len(typed.item.text) - typed.keystrokes) / len(typed.item.text)


def _saved_at_k(typed: Typed) -> float:
    return (typed.accepted_characters - typed.accepts) / max(1, len(typed.item.text) - 1)


def _reciprocal_rank(position: Position) -> float:
    return 1 / (position.fits.index(True) + 1) if True in position.fits else 0.0


def _share(part: float, whole: int) -> float:
    return part / whole if whole else 0.0
