"""Measures what a list of phrases adds to a keystroke."""

from __future__ import annotations

import asyncio
import statistics
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from autocomplete.evaluation.items import UnreadableItems, read_items
from autocomplete.evaluation.measured_model import measured_model
from autocomplete.evaluation.phrase_lookup import Added, added_by_phrases
from autocomplete.language_model.errors import ModelError
from autocomplete.language_model.weights import WeightsError
from autocomplete.management.argument_types import whole
from autocomplete.phrases.phrase_file import UnusablePhrases, read_csv
from autocomplete.phrases.sources import USUAL_SHARE, phrases_of_list
from autocomplete.ranking.phrase_index import PhraseIndex
from autocomplete.ranking.profile import DEFAULT_PROFILE


class Command(BaseCommand):
    help = (
        "Print the milliseconds that finding, weighing and listing phrases add to a keystroke, on"
        " texts that the model reads as they are typed. `manage.py make_phrases` makes both files."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("phrases", type=Path, metavar="PHRASES.csv")
        parser.add_argument("texts", type=Path, metavar="TEXTS.jsonl")
        parser.add_argument("--items", type=whole(1), default=5, metavar="N")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            phrases = phrases_of_list(read_csv(options["phrases"].read_bytes()), USUAL_SHARE)
            texts = [item.text for item in read_items(options["texts"])[: options["items"]]]
            begun = time.perf_counter()
            index = PhraseIndex(phrases)
            built = time.perf_counter() - begun
            added = asyncio.run(_measured(index, texts))
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read ({error.strerror}).") from error
        except (UnusablePhrases, UnreadableItems, ModelError, WeightsError) as error:
            raise CommandError(str(error)) from error
        slow = statistics.quantiles(added.ms, n=20)[-1]
        self.stdout.write(
            f"{len(index):,} phrases, their index built in {1000 * built:.0f} ms.\n"
            f"{len(added.ms)} keystrokes; phrases take part in {added.found} of them.\n"
            f"Added per keystroke: median {statistics.median(added.ms):.3f} ms,"
            f" 95th percentile {slow:.3f} ms."
        )


async def _measured(index: PhraseIndex, texts: list[str]) -> Added:
    async with measured_model(1) as measured:
        return await added_by_phrases(measured.model, DEFAULT_PROFILE, index, texts)
