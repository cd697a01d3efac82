"""Fits a calibration to simulated typing, and tells on other texts what it is worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autocomplete.evaluation.items import Item
from autocomplete.evaluation.reliability import brier_score, calibration_error
from autocomplete.evaluation.simulation import Typed
from autocomplete.evaluation.suggesters import ProfileSuggester
from autocomplete.evaluation.typing_people import Progress, type_all
from autocomplete.ranking.calibration import Calibration, Outcome, fit, shown_together


@dataclass(frozen=True, slots=True)
class Fitted:
    """A calibration with its figures on held-out texts, before and after.

    ``errors`` are expected calibration errors, ``briers`` Brier scores; ``outcomes`` and
    ``held_out`` count the shown items that were fitted to, and measured on.
    """

    calibration: Calibration
    outcomes: int
    held_out: int
    errors: tuple[float, float]
    briers: tuple[float, float]


async def calibrate(
    suggester: ProfileSuggester,
    fitting: Sequence[Item],
    held_out: Sequence[Item],
    *,
    lanes: int,
    progress: Progress,
) -> Fitted:
    """Type both groups of texts, fit to the first, measure on the second.

    Raises ModelError, and ValueError where the texts give too few outcomes.
    """
    known = outcomes(await type_all(suggester, fitting, lanes=lanes, progress=progress))
    calibration = fit(known)
    others = outcomes(await type_all(suggester, held_out, lanes=lanes, progress=progress))
    before = [(outcome.shown.probability, outcome.fits) for outcome in others]
    after = [(calibration.probability(outcome.shown), outcome.fits) for outcome in others]
    return Fitted(
        calibration,
        len(known),
        len(others),
        (calibration_error(before), calibration_error(after)),
        (brier_score(before), brier_score(after)),
    )


def outcomes(records: Iterable[Typed]) -> list[Outcome]:
    """Every item that was shown, and whether it fitted."""
    return [
        Outcome(shown, fits)
        for typed in records
        for position in typed.positions
        for shown, fits in zip(
            shown_together(position.shown.probs, position.shown.texts), position.fits, strict=True
        )
    ]
