"""What a route saves and costs, over thresholds, beside each of its two models alone."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from autocomplete.calibrations import fitted
from autocomplete.evaluation.figures import Figures, figures
from autocomplete.evaluation.run import DataSet
from autocomplete.evaluation.simulation import Typed
from autocomplete.evaluation.suggesters import ProfileSuggester, unhurried
from autocomplete.evaluation.typing_people import Progress, type_all
from autocomplete.language_model.interface import LanguageModel
from autocomplete.ranking.profile import Profile

# Half of the keystrokes is what the larger model may be asked for where its gain is quoted.
QUOTED_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Row:
    """One way to type a data set; shares run from 0 to 1.

    ``threshold`` is the profile's ``escalate_below``, 0 to 1; None where one model typed
    alone. ``escalated`` is the share of keystrokes at which the larger model was asked,
    ``replaced`` that of those at which its list was shown.
    """

    data_set: str
    name: str
    threshold: float | None
    escalated: float
    replaced: float
    figures: Figures


@dataclass(frozen=True, slots=True)
class Curve:
    """A data set's rows: each model alone, and the route over rising thresholds."""

    data_set: str
    cheap: Row
    larger: Row
    routed: tuple[Row, ...]

    @property
    def gain(self) -> float:
        """What the larger model alone saves more than the cheap one, as a share of characters."""
        return self.larger.figures.keystroke_savings - self.cheap.figures.keystroke_savings

    @property
    def at_half(self) -> float | None:
        """The savings where half of the keystrokes escalate, between the nearest two thresholds.

        None where no threshold lets as many escalate.
        """
        return savings_at(self, QUOTED_SHARE)


def savings_at(curve: Curve, share: float) -> float | None:
    """The savings at a share of escalated keystrokes, linear between measured points."""
    points = [(0.0, curve.cheap.figures.keystroke_savings)]
    points += sorted((row.escalated, row.figures.keystroke_savings) for row in curve.routed)
    for (low, before), (high, after) in pairwise(points):
        if low <= share < high:
            return before + (after - before) * (share - low) / (high - low)
    return None


async def curves(
    models: tuple[LanguageModel, LanguageModel],
    profile: Profile,
    data_sets: Sequence[DataSet],
    thresholds: Sequence[float],
    progress: Progress,
    now: Callable[[str], object],
) -> list[Curve]:
    """Type every data set with each model alone and with the route at each threshold.

    One person types at a time, so that the same run gives the same figures. Raises ModelError.
    """
    cheap, larger = [
        ProfileSuggester(
            (await model.capabilities()).model, model, unhurried(profile), calibrations=fitted
        )
        for model in models
    ]
    found = []
    for data_set in data_sets:
        rows = []
        for suggester, threshold in [
            (cheap, None),
            (larger, None),
            *((_routed(cheap, larger, threshold), threshold) for threshold in sorted(thresholds)),
        ]:
            now(f"{data_set.name}, {suggester.name}")
            typed = await type_all(suggester, data_set.items, lanes=1, progress=progress)
            rows.append(_row(data_set.name, suggester.name, threshold, typed))
        found.append(Curve(data_set.name, rows[0], rows[1], tuple(rows[2:])))
    return found


def characters(data_sets: Sequence[DataSet], thresholds: Sequence[float]) -> int:
    """How many characters ``curves`` types in all."""
    once = sum(len(item.text) for data_set in data_sets for item in data_set.items)
    return once * (2 + len(thresholds))


def _routed(
    cheap: ProfileSuggester, larger: ProfileSuggester, threshold: float
) -> ProfileSuggester:
    profile = dataclasses.replace(cheap.profile, escalate_below=threshold)
    return dataclasses.replace(
        cheap, name=f"route below {threshold:g}", profile=profile, larger=(larger.model,)
    )


def _row(data_set: str, name: str, threshold: float | None, records: Sequence[Typed]) -> Row:
    shown = [position.shown for typed in records for position in typed.positions]
    routed = [one for one in shown if len(one.route) > 1]
    replaced = [one for one in routed if one.models and one.models[0] != one.route[0]]
    return Row(
        data_set,
        name,
        threshold,
        len(routed) / len(shown),
        len(replaced) / len(shown),
        figures(records),
    )
