"""Searches for numbers of a profile that save more keystrokes within a cost."""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.template.loader import render_to_string
from tqdm import tqdm

from autocomplete.evaluation.items import Item, UnreadableItems, chosen, read_items
from autocomplete.evaluation.measured_model import measured_model
from autocomplete.evaluation.report_style import report_style
from autocomplete.evaluation.tuning import Tuned
from autocomplete.evaluation.tuning_report import (
    HEADINGS,
    frontier_plot,
    frontier_rows,
    verdict,
)
from autocomplete.evaluation.variants import UnusableVariant
from autocomplete.jobs.orders import ChosenProfile, TuningOrder
from autocomplete.jobs.tuning import tune_profile
from autocomplete.jobs.work import Progress, StepsInMemory, Work
from autocomplete.language_model.errors import ModelError
from autocomplete.language_model.weights import WeightsError
from autocomplete.management.argument_types import file_to_write, whole
from autocomplete.management.profile_option import add_profile_option, profile_named
from autocomplete.publishing.profile_values import values_of
from autocomplete.publishing.tuned_draft import check_new_slug, draft_of

LEAST_TEXTS = 4


class Command(BaseCommand):
    help = (
        "Search for numbers of a profile that save more keystrokes within a limit of evaluated"
        " tokens per keystroke. Every other text of the file is tuned on, the others confirm what"
        " was found, or do not. The same seed finds the same."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="as `manage.py evaluate` reads")
        parser.add_argument(
            "--tokens-per-keystroke",
            type=_cost,
            required=True,
            metavar="X",
            help="the most tokens that a keystroke may have evaluated, in the mean; such as 1.5",
        )
        add_profile_option(parser, "the profile to start from")
        parser.add_argument(
            "--trials", type=whole(3, 500), default=36, metavar="N", help="candidates (36)"
        )
        parser.add_argument("--seed", type=whole(0, 2**32 - 1), default=0, help="of the draws (0)")
        parser.add_argument(
            "--items", type=whole(LEAST_TEXTS), metavar="N", help="only so many of the file"
        )
        parser.add_argument("--html", type=file_to_write, metavar="FILE", help="draw the frontier")
        parser.add_argument(
            "--draft", metavar="SLUG", help="keep the best as the draft of a new profile"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["draft"]:
                check_new_slug(options["draft"])
            start = profile_named(options["profile"])
            items = chosen(read_items(options["file"]), None, options["items"])
            if len(items) < LEAST_TEXTS:
                raise CommandError(f"{options['file']}: {LEAST_TEXTS} texts are needed at least.")
            order = TuningOrder(
                ChosenProfile(options["profile"], values_of(start)),
                options["tokens_per_keystroke"],
                options["trials"],
                options["seed"],
            )
            tuned, model = asyncio.run(_tuned(order, items))
        except (
            UnreadableItems, UnusableVariant, ModelError, WeightsError, ValidationError,
        ) as error:  # fmt: skip
            said = error.messages[0] if isinstance(error, ValidationError) else str(error)
            raise CommandError(said) from error
        title = (
            f"{options['file'].stem}: {len(items)} texts, the first half tuned on; model {model};"
            f" limit {order.tokens_per_keystroke:g} tokens per keystroke; {order.trials} trials,"
            f" seed {order.seed}"
        )
        self.stdout.write(title)
        # What changed is too long for a column that is aligned.
        for savings, cost, *changed in [HEADINGS, *frontier_rows(tuned)]:
            self.stdout.write(f"{savings:>9}  {cost:>10}  {', '.join(changed)}")
        self.stdout.write(verdict(tuned))
        if options["html"]:
            options["html"].write_text(_page(title, tuned), encoding="utf-8")
            self.stdout.write(f"Frontier: {options['html']}")
        if options["draft"]:
            self._keep(options["draft"], tuned)

    def _keep(self, slug: str, tuned: Tuned) -> None:
        draft = draft_of(tuned, slug, by=None)
        if draft is None:
            self.stdout.write("No draft was made: there is nothing better than the start.")
        else:
            self.stdout.write(f"Kept as the draft {draft}: look at it in the admin and publish it.")


async def _tuned(order: TuningOrder, items: list[Item]) -> tuple[Tuned, str]:
    async with measured_model(1) as measured:
        progress = Progress()
        work = Work(tuple(items), measured.model, StepsInMemory(), progress)
        with tqdm(desc="Trying", unit="text", disable=None, leave=False) as bar:

            async def show() -> None:
                while True:
                    bar.total = progress.total
                    bar.update(progress.done - bar.n)
                    await asyncio.sleep(0.5)

            showing = asyncio.create_task(show())
            try:
                tuned = await tune_profile(order, work)
            finally:
                showing.cancel()
        return tuned, (await measured.model.capabilities()).model


def _page(title: str, tuned: Tuned) -> str:
    return render_to_string(
        "evaluation/tuning.html",
        {
            "style": report_style(),
            "title": title,
            "verdict": verdict(tuned),
            "plot": frontier_plot(tuned),
            "headings": HEADINGS,
            "rows": frontier_rows(tuned),
        },
    )


def _cost(text: str) -> float:
    try:
        cost = float(text)
    except ValueError:
        cost = 0.0
    if not 0 < cost <= 1000:
        raise ArgumentTypeError(f"{text!r} is not a number above 0, to 1,000")
    return cost
