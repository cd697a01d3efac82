"""Fits the map from a model's probabilities to what comes true, from simulated typing."""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from autocomplete.calibrations import store
from autocomplete.evaluation.calibrating import Fitted, calibrate
from autocomplete.evaluation.items import UnreadableItems, chosen, read_items
from autocomplete.evaluation.measured_model import measured_model
from autocomplete.evaluation.suggesters import ProfileSuggester, unhurried
from autocomplete.language_model.errors import ModelError
from autocomplete.language_model.weights import WeightsError
from autocomplete.ranking.profile import DEFAULT_PROFILE, PROFILES

LANES = 2


class Command(BaseCommand):
    help = (
        "Fit stated probabilities to what people go on to type: every other text of the files is"
        " fitted to, the others are measured on. Sessions that begin afterwards use the result."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--profile", default=DEFAULT_PROFILE.slug, choices=sorted(PROFILES))
        parser.add_argument("--items", type=int, metavar="N", help="only so many of each file")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            model, fitted = asyncio.run(_fitted(options))
        except (UnreadableItems, ModelError, WeightsError, ValueError) as error:
            raise CommandError(str(error)) from error
        profile = PROFILES[options["profile"]]
        path = store(model, profile.strategy, fitted.calibration)
        self.stdout.write(
            f"{model}, strategy {profile.strategy}: fitted to {fitted.outcomes} shown items,"
            f" measured on {fitted.held_out} others.\n"
            f"expected calibration error  {fitted.errors[0]:.3f} before, {fitted.errors[1]:.3f}"
            f" after\nBrier score                 {fitted.briers[0]:.3f} before,"
            f" {fitted.briers[1]:.3f} after\nKept in {path}"
        )


async def _fitted(options: dict[str, Any]) -> tuple[str, Fitted]:
    halves = [
        [
            item
            for file in options["files"]
            for item in chosen(read_items(file), half, options["items"])
        ]
        for half in ("first", "second")
    ]
    profile = unhurried(PROFILES[options["profile"]])
    async with measured_model(LANES) as measured:
        characters = sum(len(item.text) for half in halves for item in half)
        with tqdm(total=characters, unit="char", leave=False, disable=None) as bar:
            fitted = await calibrate(
                ProfileSuggester(profile.slug, measured.model, profile),
                halves[0],
                halves[1],
                lanes=LANES,
                progress=bar.update,
            )
        return (await measured.model.capabilities()).model, fitted
