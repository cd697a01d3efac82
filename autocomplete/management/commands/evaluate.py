"""Measures suggestions on files of texts, by simulated typing."""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from autocomplete.evaluation.baselines import GreedyBaseline
from autocomplete.evaluation.items import UnreadableItems, chosen, read_items
from autocomplete.evaluation.run import DataSet, Result, measure
from autocomplete.evaluation.suggesters import ProfileSuggester, Suggester, unhurried
from autocomplete.evaluation.table import tables
from autocomplete.evaluation.variants import UnusableVariant, variant
from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.embedded import EmbeddedServer
from autocomplete.language_model.errors import ModelError
from autocomplete.language_model.weights import DEFAULT, WeightsError
from autocomplete.live.conversation import PROFILES
from autocomplete.management.progress_bar import fetch_with_progress_bar
from autocomplete.ranking.profile import DEFAULT_PROFILE, Profile


class Command(BaseCommand):
    help = "Measure suggestions on files of texts, by simulated typing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--profile", action="append", default=[], metavar="SLUG[,NAME=VALUE…]")
        parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
        parser.add_argument("--k", type=int)
        parser.add_argument("--items", type=int)
        parser.add_argument("--half", choices=("first", "second"))
        parser.add_argument("--context", action="store_true")
        parser.add_argument("--parallel", type=int, default=1)
        parser.add_argument("--baselines", default="greedy")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            changes = options["set"]
            if options["k"]:
                changes = [*changes, f"suggestions={options['k']}"]
            profiles = [
                variant(text, changes, PROFILES)
                for text in options["profile"] or [DEFAULT_PROFILE.slug]
            ]
            sets = [
                DataSet(
                    path.stem, tuple(chosen(read_items(path), options["half"], options["items"]))
                )
                for path in options["files"]
            ]
            results = asyncio.run(_run(sets, profiles, options))
        except (UnreadableItems, UnusableVariant, ModelError, WeightsError) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped; nothing was written.", returncode=130) from None
        self.stdout.write(tables(results))


async def _run(
    sets: list[DataSet], profiles: list[Profile], options: dict[str, Any]
) -> list[Result]:
    lanes = options["parallel"]
    async with _model(lanes) as model:
        suggesters: list[Suggester] = [
            ProfileSuggester(profile.slug, model, unhurried(profile), options["context"])
            for profile in profiles
        ]
        if options["baselines"] == "greedy":
            suggesters.append(
                GreedyBaseline(
                    "greedy", model, profiles[0].suggestions, contexts=options["context"]
                )
            )
        results = []
        total = sum(data_set.characters for data_set in sets) * len(suggesters)
        with tqdm(total=total, unit="char", disable=None, leave=False, smoothing=0.05) as bar:
            for data_set in sets:
                for suggester in suggesters:
                    bar.set_description(f"{data_set.name}, {suggester.name}")
                    results.append(
                        await measure(suggester, data_set, lanes=lanes, progress=bar.update)
                    )
        return results


@asynccontextmanager
async def _model(lanes: int) -> AsyncIterator[HttpLanguageModel]:
    """The model server of the settings, else the embedded one, for as long as it is needed."""
    if settings.MODEL_URL:
        model = HttpLanguageModel(
            settings.MODEL_URL,
            api_key=settings.MODEL_API_KEY,
            model=settings.MODEL_NAME,
            lanes=lanes,
        )
        try:
            yield model
        finally:
            await model.aclose()
        return
    weights = fetch_with_progress_bar(DEFAULT, settings.DATA_FOLDER)
    async with EmbeddedServer(weights, name=DEFAULT.name, lanes=lanes) as server:
        model = HttpLanguageModel(
            server.base_url, api_key=server.api_key, model=server.name, lanes=lanes
        )
        try:
            yield model
        finally:
            await model.aclose()
