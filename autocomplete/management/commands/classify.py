"""Classifies a file's texts with a cheap and a larger model, and prints what routing is worth."""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from autocomplete.evaluation.classifying import NothingAssigned, assigned, compared, verdicts
from autocomplete.evaluation.items import UnreadableItems, chosen, read_items
from autocomplete.judging.categories import Scheme, Verdict
from autocomplete.judging.classifying import Classifier
from autocomplete.judging.confusion import Confusion, Outcome, TwoVerdicts, confusion, routed
from autocomplete.judging.scheme_file import UnreadableScheme, read_scheme
from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.embedded import EmbeddedServer
from autocomplete.language_model.errors import ModelError
from autocomplete.language_model.weights import CATALOGUE, DEFAULT, Weights, WeightsError
from autocomplete.management.argument_types import whole
from autocomplete.management.progress_bar import fetch_with_progress_bar

THRESHOLDS = tuple(step / 20 for step in range(21))


class Command(BaseCommand):
    help = (
        "Classify texts with two embedded models and print the accuracy of each, of the route from"
        " the cheap one to the larger one, and the share of texts that the route escalates."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="texts, as JSON lines")
        parser.add_argument(
            "--categories",
            type=Path,
            required=True,
            metavar="FILE",
            help="the categories and the ids of the texts that belong to them, as JSON; see"
            " docs/uses.md",
        )
        parser.add_argument("--half", choices=("first", "second"), help="every other text only")
        parser.add_argument("--items", type=whole(1), metavar="N", help="only so many texts")
        parser.add_argument("--cheap", default=DEFAULT.name, choices=sorted(CATALOGUE))
        parser.add_argument("--larger", default="gemma-3-270m", choices=sorted(CATALOGUE))

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            read = read_scheme(options["categories"])
            items = chosen(read_items(options["file"]), options["half"], options["items"])
            pairs = assigned(items, read.category_of)
            found = [
                asyncio.run(
                    _verdicts(
                        read.scheme, CATALOGUE[options[name]], [item.text for item, _ in pairs]
                    )
                )
                for name in ("cheap", "larger")
            ]
        except (
            UnreadableScheme, UnreadableItems, NothingAssigned, ModelError, WeightsError,
        ) as error:  # fmt: skip
            raise CommandError(str(error)) from error
        examples = compared([category for _, category in pairs], *found)
        slugs = [category.slug for category in read.scheme.categories]
        for name in ("cheap", "larger"):
            outcomes = [
                Outcome(example.expected, getattr(example, name).category) for example in examples
            ]
            self.stdout.write(_matrix(options[name], confusion(slugs, outcomes)))
        self.stdout.write(_curve(examples))


async def _verdicts(scheme: Scheme, weights: Weights, texts: Sequence[str]) -> list[Verdict]:
    file = fetch_with_progress_bar(weights, settings.DATA_FOLDER)
    async with EmbeddedServer(file, name=weights.name, lanes=1) as server:
        model = HttpLanguageModel(server.base_url, api_key=server.api_key, model=weights.name)
        try:
            with tqdm(total=len(texts), desc=weights.name, leave=False, disable=None) as bar:
                return await verdicts(Classifier(scheme), model, texts, bar.update)
        finally:
            await model.aclose()


def _matrix(model: str, found: Confusion) -> str:
    width = max(map(len, found.categories))
    head = "  ".join(f"{slug:>{width}}" for slug in found.categories)
    rows = [
        f"{slug:>{width}}  " + "  ".join(f"{count:{width}}" for count in counts)
        for slug, counts in zip(found.categories, found.counts, strict=True)
    ]
    return "\n".join(
        [
            f"{model}: {found.accuracy:.1%} of {found.examples} right. A row is what texts are, a"
            " column what they were taken for.",
            f"{'':{width}}  {head}",
            *rows,
            "",
        ]
    )


def _curve(examples: Sequence[TwoVerdicts]) -> str:
    lines = ["sure from  escalated  right"]
    for threshold in THRESHOLDS:
        point = routed(examples, threshold)
        lines.append(f"{threshold:9.2f}  {point.escalated:9.1%}  {point.accuracy:5.1%}")
    return "\n".join(lines)
