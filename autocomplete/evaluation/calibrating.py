"""Fits to simulated typing what a ranking goes by, and tells on other texts what that is worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from autocomplete.evaluation import reliability
from autocomplete.evaluation.items import Item
from autocomplete.evaluation.reliability import brier_score, calibration_error
from autocomplete.evaluation.run import DataSet
from autocomplete.evaluation.simulation import Typed
from autocomplete.evaluation.suggesters import ProfileSuggester
from autocomplete.evaluation.typing_effort import efforts
from autocomplete.evaluation.typing_people import Progress, type_all
from autocomplete.ranking.calibration import Outcome, fit
from autocomplete.ranking.fitted import Fitted
from autocomplete.ranking.typing_cost import fit_typing_cost


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Texts that nothing was fitted to: each shown item's stated probability and its outcome.

    ``before`` has the probabilities as the model states them, ``after`` the calibrated ones.
    """

    name: str
    before: tuple[reliability.Outcome, ...]
    after: tuple[reliability.Outcome, ...]

    @property
    def errors(self) -> tuple[float, float]:
        """Expected calibration error before and after."""
        return calibration_error(self.before), calibration_error(self.after)

    @property
    def briers(self) -> tuple[float, float]:
        """Brier score before and after."""
        return brier_score(self.before), brier_score(self.after)


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What was fitted, to how many shown items, and how it does on the held-out data sets."""

    fitted: Fitted
    outcomes: int
    held_out: tuple[HeldOut, ...]

    @property
    def all_held_out(self) -> HeldOut:
        """The outcomes of all held-out data sets together."""
        return HeldOut(
            "all",
            tuple(outcome for one in self.held_out for outcome in one.before),
            tuple(outcome for one in self.held_out for outcome in one.after),
        )


async def calibrate(
    suggester: ProfileSuggester,
    fitting: Sequence[Item],
    held_out: Sequence[DataSet],
    *,
    lanes: int,
    progress: Progress,
) -> Calibrated:
    """Type both groups of texts, fit to the first, measure on the second.

    Raises ModelError, and ValueError where the texts give too few outcomes.
    """
    records = await type_all(suggester, fitting, lanes=lanes, progress=progress)
    known = outcomes(records)
    fitted = Fitted(
        fit(known), fit_typing_cost(list(efforts(records, suggester.profile.most_words)))
    )
    measured = []
    for data_set in held_out:
        others = outcomes(await type_all(suggester, data_set.items, lanes=lanes, progress=progress))
        measured.append(_held_out(data_set.name, others, fitted))
    return Calibrated(fitted, len(known), tuple(measured))


def outcomes(records: Iterable[Typed]) -> list[Outcome]:
    """Every item that was shown, and whether it fitted."""
    return [
        Outcome(claim, fits)
        for typed in records
        for position in typed.positions
        for claim, fits in zip(position.shown.claims, position.fits, strict=True)
    ]


def _held_out(name: str, others: Sequence[Outcome], fitted: Fitted) -> HeldOut:
    return HeldOut(
        name,
        tuple((outcome.claim.probability, outcome.fits) for outcome in others),
        tuple((fitted.calibration.probability(outcome.claim), outcome.fits) for outcome in others),
    )
