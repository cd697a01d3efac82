"""Measures suggestions on files of texts, by simulated typing."""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from autocomplete.evaluation.context_gain import ContextGain, compare_context
from autocomplete.evaluation.items import UnreadableItems
from autocomplete.evaluation.measured_model import MeasuredModel, measured_model
from autocomplete.evaluation.planning import BASELINES, Choice, UnusableChoice, data_sets, plan
from autocomplete.evaluation.report_html import as_html
from autocomplete.evaluation.report_json import as_json
from autocomplete.evaluation.run import Plan, Result, run
from autocomplete.evaluation.table import tables
from autocomplete.evaluation.variants import UnusableVariant, variant
from autocomplete.language_model.errors import ModelError
from autocomplete.language_model.weights import WeightsError
from autocomplete.management.argument_types import file_to_write, numbers, share, whole
from autocomplete.phrases.phrase_file import UnusablePhrases, read_csv
from autocomplete.phrases.sources import USUAL_SHARE, phrases_of_list
from autocomplete.publishing.named_profiles import profiles_called
from autocomplete.ranking.phrase_index import PhraseIndex
from autocomplete.ranking.profile import DEFAULT_PROFILE

Report = tuple[Plan, list[Result], list[ContextGain], str]


class Command(BaseCommand):
    help = (
        "Measure suggestions on files of texts: type them as a person would who takes every"
        " suggestion that fits, and print what that saved and cost. A file holds one JSON object a"
        ' line: {"text": …, "context": …, "id": …}; only text is required.'
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument(
            "--profile",
            action="append",
            metavar="SLUG[,NAME=VALUE…]",
            help="a profile to measure, with changes to it; repeat for several side by side. Beside"
            " the built-in default those of the admin: support is the version in use, support@3"
            " the third, support@draft the draft",
        )
        parser.add_argument(
            "--set",
            action="append",
            default=[],
            metavar="NAME=VALUE",
            help="a change to all profiles, such as most_words=3 or preamble=@FILE",
        )
        parser.add_argument("--k", type=whole(1, 20), help="suggestions shown, 1 to 20")
        parser.add_argument(
            "--context", action="store_true", help="give the model each text's context"
        )
        parser.add_argument("--items", type=whole(1), metavar="N", help="only so many of each file")
        parser.add_argument(
            "--half",
            choices=("first", "second"),
            help="every other text: tune on one half, quote the other",
        )
        parser.add_argument(
            "--seed", type=whole(0, 2**32 - 1), default=0, help="of the sampled baseline"
        )
        parser.add_argument(
            "--parallel",
            type=whole(1, 64),
            default=1,
            metavar="N",
            help="people who type at once; figures repeat exactly with 1 only, because a server"
            " that computes several texts together rounds differently",
        )
        parser.add_argument(
            "--baselines",
            metavar="NAME,…",
            help=f"{', '.join(BASELINES)} or none (default: greedy)",
        )
        parser.add_argument(
            "--first-only",
            action="store_true",
            help="type each text once more with one suggestion, for TES_mod",
        )
        parser.add_argument(
            "--latency",
            type=whole(0),
            metavar="N",
            help="time every keystroke of so many texts of each file (default: 3)",
        )
        parser.add_argument(
            "--budgets",
            type=numbers,
            metavar="N,…",
            help="measure the profiles at these token budgets too",
        )
        parser.add_argument(
            "--compare-context",
            action="store_true",
            help="bits per character of the true texts with and without their contexts; two"
            " requests for each token of each text",
        )
        parser.add_argument(
            "--full",
            action="store_true",
            help="both baselines, TES_mod, 10 timed texts and the budgets 0, 1, 2, 4, 8",
        )
        parser.add_argument(
            "--phrases",
            type=Path,
            metavar="FILE.csv",
            help="measure the profiles with these phrases too: text,weight lines",
        )
        parser.add_argument(
            "--phrase-share",
            type=share,
            default=USUAL_SHARE,
            metavar="SHARE",
            help="of all words, those with which one of the phrases is expected to begin"
            f" (default: {USUAL_SHARE:g})",
        )
        parser.add_argument("--json", type=file_to_write, metavar="FILE")
        parser.add_argument("--html", type=file_to_write, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            choice = _choice(options)
            plan, results, gains, model = asyncio.run(_report(choice, options))
        except (
            UnreadableItems, UnusableChoice, UnusableVariant, ModelError, WeightsError,
        ) as error:  # fmt: skip
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError("Stopped; no report was written.", returncode=130) from None
        self.stdout.write(tables(results, gains))
        settings = _settings(options, plan, model)
        if options["json"]:
            self._write(options["json"], as_json(settings, results, gains))
        if options["html"]:
            self._write(options["html"], as_html(settings, results, gains))

    def _write(self, path: Path, report: str) -> None:
        try:
            path.write_text(report, encoding="utf-8")
        except OSError as error:
            raise CommandError(f"{path} cannot be written ({error.strerror}).") from error
        self.stdout.write(f"Report: {path}")


def _choice(options: dict[str, Any]) -> Choice:
    profiles = dict.fromkeys(options["profile"] or [DEFAULT_PROFILE.slug])
    known = profiles_called(text.split(",")[0].strip() for text in profiles)
    changes = options["set"] + ([f"suggestions={options['k']}"] if options["k"] else [])
    full = options["full"]
    baselines = options["baselines"] or ("greedy,sampled" if full else "greedy")
    budgets = options["budgets"]
    timed_items = options["latency"]
    return Choice(
        profiles=tuple(variant(text, changes, known) for text in profiles),
        baselines=tuple(name for name in baselines.split(",") if name != "none"),
        budgets=budgets if budgets is not None else (0, 1, 2, 4, 8) if full else (),
        contexts=options["context"],
        seed=options["seed"],
        lanes=options["parallel"],
        first_only=options["first_only"] or full,
        timed_items=timed_items if timed_items is not None else 10 if full else 3,
        phrases=_phrases(options["phrases"], options["phrase_share"]),
    )


def _phrases(path: Path | None, expected_share: float) -> PhraseIndex | None:
    if path is None:
        return None
    try:
        return PhraseIndex(phrases_of_list(read_csv(path.read_bytes()), expected_share))
    except OSError as error:
        raise CommandError(f"{path} cannot be read ({error.strerror}).") from error
    except UnusablePhrases as error:
        raise CommandError(f"{path}: {error}") from error


async def _report(choice: Choice, options: dict[str, Any]) -> Report:
    sets = data_sets(options["files"], options["half"], options["items"])
    async with measured_model(choice.lanes) as measured:
        planned = plan(choice, sets, measured.model)
        with tqdm(
            total=planned.characters, unit="char", disable=None, leave=False, smoothing=0.05
        ) as bar:
            results = await run(
                planned, measured.bare.milliseconds, bar.update, bar.set_description
            )
        gains = await _gains(choice, planned, measured) if options["compare_context"] else []
        return planned, results, gains, (await measured.model.capabilities()).model


async def _gains(choice: Choice, planned: Plan, measured: MeasuredModel) -> list[ContextGain]:
    items = sum(bool(item.context) for one in planned.data_sets for item in one.items)
    with tqdm(desc="Contexts", total=items, unit="text", disable=None, leave=False) as bar:
        return [
            await compare_context(
                measured.model,
                data_set,
                choice.profiles[0],
                lanes=choice.lanes,
                progress=bar.update,
            )
            for data_set in planned.data_sets
        ]


def _settings(options: dict[str, Any], planned: Plan, model: str) -> dict[str, object]:
    """What somebody needs to repeat the run; the order is the report's."""
    return {
        "model": model,
        "data sets": ", ".join(data_set.name for data_set in planned.data_sets),
        "half": options["half"] or "both",
        "changes": ", ".join(options["set"]) or "none",
        "suggestions": options["k"] or "as in the profile",
        "contexts": "given" if options["context"] else "left out",
        "seed": options["seed"],
        "people at once": options["parallel"],
        "phrases": options["phrases"].name if options["phrases"] else "none",
    }
