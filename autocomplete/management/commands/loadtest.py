"""Types at a running site as many people do at once, and prints what they meet."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import math
from argparse import ArgumentParser, ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from autocomplete.evaluation.items import UnreadableItems, read_items
from autocomplete.evaluation.latency import CannotMeasure
from autocomplete.loadtest.curve_page import curve_page
from autocomplete.loadtest.load_table import curve_lines, lines
from autocomplete.loadtest.run import Load, LoadReport, run
from autocomplete.loadtest.sentences import MESSAGES
from autocomplete.loadtest.typist import Address, address

MOST_TYPISTS = 1_000
MOST_IDLE = 20_000
MOST_SECONDS = 3_600.0
# Between two points of a curve, so that one does not begin in the other's wake.
REST_SECONDS = 3.0


class Command(BaseCommand):
    help = (
        "Type at the running site URL as many people do at once: in bursts, with pauses, slips and"
        " accepts. Print the time from keystroke to first and final frame, stale frames, errors,"
        " fairness between people, tokens, and the site's memory where it runs on this machine."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("url", help="address of a running site, such as http://127.0.0.1:8000")
        parser.add_argument(
            "--typists",
            type=_whole(0, MOST_TYPISTS),
            default=10,
            help="how many people type at once (default: 10)",
        )
        parser.add_argument(
            "--seconds",
            type=_seconds,
            default=30.0,
            help="for how long, at each number of typists (default: 30)",
        )
        parser.add_argument(
            "--keys-per-second",
            type=_rate,
            default=4.0,
            help="each one's mean speed within a burst (default: 4)",
        )
        parser.add_argument(
            "--texts",
            type=Path,
            metavar="FILE",
            help='what they type: JSON lines like {"text": "…"} (default: sentences of its own)',
        )
        parser.add_argument("--key", default="", help="a site's public key; without, the own pages")
        parser.add_argument(
            "--origin", default="", help="the page's origin (default: that of the address)"
        )
        parser.add_argument(
            "--idle",
            type=_whole(0, MOST_IDLE),
            default=0,
            help="how many sockets to hold open besides, on which nothing is said",
        )
        parser.add_argument(
            "--flood", action="store_true", help="add a client that sends as much as it may"
        )
        parser.add_argument(
            "--curve",
            type=_counts,
            metavar="1,5,10,…",
            help="measure with each of these numbers of typists in turn",
        )
        parser.add_argument(
            "--html", type=Path, metavar="FILE", help="write the curve and all figures there"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object instead")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            texts = (
                [item.text for item in read_items(options["texts"])]
                if options["texts"]
                else list(MESSAGES)
            )
            to = address(options["url"], options["key"], options["origin"])
            loads = [
                Load(
                    typists,
                    options["seconds"],
                    options["keys_per_second"],
                    options["idle"],
                    options["flood"],
                )
                for typists in options["curve"] or [options["typists"]]
            ]
            found = asyncio.run(_measured(options["url"], to, loads, texts))
        except (CannotMeasure, UnreadableItems) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            told = [dataclasses.asdict(one) for one in found]
            self.stdout.write(json.dumps(told, default=str))
        else:
            for one in found:
                self.stdout.write("\n".join([*lines(one), ""]))
            if options["curve"]:
                self.stdout.write("\n".join(curve_lines(found)))
        if options["html"]:
            options["html"].write_text(curve_page(options["url"], found), encoding="utf-8")


async def _measured(
    site: str, to: Address, loads: list[Load], texts: list[str]
) -> list[LoadReport]:
    found: list[LoadReport] = []
    for load in tqdm(loads, desc="Loads", unit="load", disable=None, leave=False):
        if found:
            await asyncio.sleep(REST_SECONDS)
        found.append(await run(site, to, load, texts))
    return found


def _whole(least: int, most: int) -> Any:
    def read(text: str) -> int:
        if not text.isascii() or not text.isdigit() or not least <= int(text) <= most:
            raise ArgumentTypeError(f"{text} is no whole number from {least} to {most:,}.")
        return int(text)

    return read


def _counts(text: str) -> list[int]:
    return [_whole(1, MOST_TYPISTS)(part.strip()) for part in text.split(",")]


def _seconds(text: str) -> float:
    return _number(text, 1.0, MOST_SECONDS)


def _rate(text: str) -> float:
    return _number(text, 0.1, 25.0)


def _number(text: str, least: float, most: float) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not least <= value <= most:
        raise ArgumentTypeError(f"{text} is no number from {least:g} to {most:g}.")
    return value
