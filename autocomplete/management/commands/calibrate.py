"""Fits the map from a model's probabilities to what comes true, from simulated typing."""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from autocomplete.calibrations import Kept, own_folder, store
from autocomplete.evaluation.calibrating import Calibrated, HeldOut, calibrate
from autocomplete.evaluation.items import UnreadableItems
from autocomplete.evaluation.measured_model import measured_model
from autocomplete.evaluation.planning import UnusableChoice, data_sets
from autocomplete.evaluation.reliability_page import reliability_page
from autocomplete.evaluation.suggesters import ProfileSuggester, unhurried
from autocomplete.evaluation.variants import UnusableVariant
from autocomplete.language_model.errors import ModelError
from autocomplete.language_model.weights import WeightsError
from autocomplete.management.argument_types import file_to_write, whole
from autocomplete.management.profile_option import add_profile_option, profile_named
from autocomplete.ranking.profile import Profile

LANES = 2


class Command(BaseCommand):
    help = (
        "Fit stated probabilities to what people go on to type, and learn what typing costs with"
        " help: every other text of the files is fitted to, the others are measured on. Sessions"
        " that begin afterwards use the result."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        add_profile_option(parser, "the profile to type with")
        parser.add_argument("--items", type=whole(1), metavar="N", help="only so many of each half")
        parser.add_argument(
            "--folder",
            type=Path,
            help="where to keep the result (default: in the data folder, where the site finds it)",
        )
        parser.add_argument(
            "--diagram",
            type=file_to_write,
            metavar="FILE",
            help="where to draw the reliability diagram, as HTML (default: beside the result)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            profile = profile_named(options["profile"])
            kept, calibrated = asyncio.run(_calibrated(options, profile))
        except (
            UnreadableItems, UnusableChoice, UnusableVariant, ModelError, WeightsError, ValueError,
        ) as error:  # fmt: skip
            raise CommandError(str(error)) from error
        path = store(kept, options["folder"] or own_folder())
        diagram = options["diagram"] or path.with_suffix(".html")
        groups = [calibrated.all_held_out, *calibrated.held_out]
        diagram.write_text(
            reliability_page(f"Reliability of {kept.model}, strategy {kept.strategy}", groups),
            encoding="utf-8",
        )
        cost = calibrated.fitted.typing_cost
        self.stdout.write(
            f"{kept.model}, strategy {kept.strategy}: fitted to {calibrated.outcomes} shown items,"
            " measured on others:\n"
            f"{_table(groups)}\n"
            f"Typing a text with help costs {cost.start:.2f} + {cost.per_character:.3f} keystrokes"
            f" a character.\nKept in {path}\nReliability diagram: {diagram}"
        )


async def _calibrated(options: dict[str, Any], profile: Profile) -> tuple[Kept, Calibrated]:
    first, second = (
        data_sets(options["files"], half, options["items"]) for half in ("first", "second")
    )
    fitting = [item for data_set in first for item in data_set.items]
    async with measured_model(LANES) as measured:
        texts = [*fitting, *(item for data_set in second for item in data_set.items)]
        characters = sum(len(item.text) for item in texts)
        with tqdm(total=characters, unit="char", leave=False, disable=None) as bar:
            calibrated = await calibrate(
                ProfileSuggester(profile.slug, measured.model, unhurried(profile)),
                fitting,
                second,
                lanes=LANES,
                progress=bar.update,
            )
        model = (await measured.model.capabilities()).model
    together = calibrated.all_held_out
    kept = Kept(
        model=model,
        weights_sha256=measured.weights.sha256 if measured.weights else None,
        strategy=profile.strategy,
        suggestions=profile.suggestions,
        made_on=datetime.now(UTC).date().isoformat(),
        made_with=f"manage.py calibrate --profile {profile.slug}, {len(first)} files, first halves",
        outcomes=calibrated.outcomes,
        held_out=len(together.after),
        calibration_error=together.errors,
        brier=together.briers,
        fitted=calibrated.fitted,
    )
    return kept, calibrated


def _table(groups: list[HeldOut]) -> str:
    width = max(len(one.name) for one in groups)
    lines = [f"{'':{width}}   items  ECE before  after  Brier before  after"]
    for one in groups:
        lines.append(
            f"{one.name:{width}}  {len(one.after):6}"
            f"  {one.errors[0]:10.3f}  {one.errors[1]:5.3f}"
            f"  {one.briers[0]:12.3f}  {one.briers[1]:5.3f}"
        )
    return "\n".join(lines)
