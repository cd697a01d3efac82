"""Measures a route of two models on files of texts, over thresholds, by simulated typing."""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from autocomplete.evaluation.items import UnreadableItems
from autocomplete.evaluation.measured_route import UnknownModel, measured_route
from autocomplete.evaluation.planning import UnusableChoice, data_sets
from autocomplete.evaluation.routing import Curve, characters, curves
from autocomplete.evaluation.routing_report import as_html, as_json, as_table
from autocomplete.evaluation.run import DataSet
from autocomplete.evaluation.variants import UnusableVariant
from autocomplete.language_model.errors import ModelError
from autocomplete.language_model.remembering import RememberingModel
from autocomplete.language_model.weights import WeightsError
from autocomplete.management.argument_types import file_to_write, whole
from autocomplete.management.profile_option import add_profile_option, profile_named
from autocomplete.ranking.profile import Profile

ROUTE = ("smollm2-135m", "gemma-3-270m")
THRESHOLDS = (0.2, 0.3, 0.4, 0.6, 1.0)


class Command(BaseCommand):
    help = (
        "Type texts with a cheap model, with a larger one, and with the route from the one to the"
        " other over thresholds; tell what each saves and costs. Each model is asked the same"
        " question once only, so a threshold costs little more than one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--route",
            type=_pair,
            default=ROUTE,
            metavar="CHEAP,LARGER",
            help="embedded models by the names of their weights, or default and larger for those"
            f" of the settings (default: {','.join(ROUTE)})",
        )
        parser.add_argument(
            "--thresholds",
            type=_thresholds,
            default=THRESHOLDS,
            metavar="N,…",
            help="probabilities that a list helps, 0 to 1, below which the larger model is asked;"
            f" 1 asks it always (default: {','.join(f'{one:g}' for one in THRESHOLDS)})",
        )
        add_profile_option(parser, "the profile to type with")
        parser.add_argument("--items", type=whole(1), metavar="N", help="only so many of each file")
        parser.add_argument(
            "--half",
            choices=("first", "second"),
            help="every other text: calibrate on one half, quote the other",
        )
        parser.add_argument("--json", type=file_to_write, metavar="FILE")
        parser.add_argument("--html", type=file_to_write, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            profile = profile_named(options["profile"])
            sets = data_sets(options["files"], options["half"], options["items"])
            found = asyncio.run(_curves(options["route"], profile, sets, options["thresholds"]))
        except (
            UnreadableItems, UnusableChoice, UnusableVariant, UnknownModel, ModelError,
            WeightsError,
        ) as error:  # fmt: skip
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped; no report was written.", returncode=130) from None
        self.stdout.write(as_table(found))
        settings = {
            "route": " to ".join(options["route"]),
            "profile": profile.slug,
            "margin": f"{profile.escalation_margin:g} keystrokes",
            "data sets": ", ".join(data_set.name for data_set in sets),
            "half": options["half"] or "both",
        }
        for path, report in ((options["json"], as_json), (options["html"], as_html)):
            if path:
                path.write_text(report(settings, found), encoding="utf-8")
                self.stdout.write(f"Report: {path}")


async def _curves(
    names: tuple[str, str],
    profile: Profile,
    sets: tuple[DataSet, ...],
    thresholds: tuple[float, ...],
) -> list[Curve]:
    async with measured_route(names) as models:
        cheap, larger = (RememberingModel(model) for model in models)
        with tqdm(
            total=characters(sets, thresholds), unit="char", disable=None, leave=False
        ) as bar:
            return await curves(
                (cheap, larger), profile, sets, thresholds, bar.update, bar.set_description
            )


def _pair(text: str) -> tuple[str, str]:
    names = tuple(part.strip() for part in text.split(","))
    if len(set(names)) != 2 or len(names) != 2 or not all(names):
        raise ArgumentTypeError(f"{text!r} is no route: name two models, the cheap one first")
    return names[0], names[1]


def _thresholds(text: str) -> tuple[float, ...]:
    try:
        found = tuple(float(part) for part in text.split(","))
    except ValueError:
        found = ()
    if not found or not all(0 <= one <= 1 for one in found):
        raise ArgumentTypeError(
            f"{text!r} are no thresholds: write numbers from 0 to 1, with commas between them"
        )
    return found
