"""Measures keystroke latency over the real socket, beside bare completions on the same model.

And what keystrokes cost on the model, without and with exploring ahead.
"""

from __future__ import annotations

import asyncio
import dataclasses
import json
from argparse import ArgumentParser
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from autocomplete.evaluation import latency
from autocomplete.evaluation.client_overhead import ClientOverhead, client_overhead
from autocomplete.evaluation.exploring import ModelCost, model_cost
from autocomplete.evaluation.own_site import SiteDidNotStart, own_site
from autocomplete.language_model.bare import BareCompletion
from autocomplete.language_model.client import HttpLanguageModel
from autocomplete.language_model.embedded import EmbeddedServer
from autocomplete.language_model.errors import ModelError
from autocomplete.language_model.weights import DEFAULT, WeightsError
from autocomplete.management.progress_bar import fetch_with_progress_bar
from autocomplete.ranking.profile import DEFAULT_PROFILE


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured: times over the socket, the client's part, and what exploring is worth."""

    times: latency.Report
    client: ClientOverhead
    searching: ModelCost
    exploring: ModelCost


class Command(BaseCommand):
    help = (
        "Type sample sentences over the websocket with a person's pauses and print the time from"
        " keystroke to first and final list, as a ratio to one bare one-token completion of the"
        " same text on the same model server in the same run. Then type them twice more into"
        " sessions of this process, taking what fits, without and with exploring ahead in the"
        " pauses, and print what that costs on the model."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--url",
            help="address of a running site, such as http://127.0.0.1:8000; AUTOCOMPLETE_MODEL_URL"
            " must then name the model server that it asks",
        )
        parser.add_argument(
            "--sentences",
            type=int,
            default=len(latency.SENTENCES),
            choices=range(1, len(latency.SENTENCES) + 1),
            help="how many of the sample sentences to type (default: all)",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object instead")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["url"] and not settings.MODEL_URL:
            raise CommandError(
                "With --url, set AUTOCOMPLETE_MODEL_URL to the model server that the site asks:"
                " bare completions are measured on it."
            )
        sentences = latency.SENTENCES[: options["sentences"]]
        try:
            found = asyncio.run(_measured(options["url"], sentences))
        except (ModelError, WeightsError, SiteDidNotStart, latency.CannotMeasure) as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(dataclasses.asdict(found)))
        else:
            self.stdout.write(_table(found))


async def _measured(url: str | None, sentences: tuple[str, ...]) -> Found:
    async with AsyncExitStack() as stack:
        server, api_key, name = settings.MODEL_URL, settings.MODEL_API_KEY, settings.MODEL_NAME
        if not server:
            weights = fetch_with_progress_bar(DEFAULT, settings.DATA_FOLDER)
            embedded = await stack.enter_async_context(
                EmbeddedServer(weights, name=DEFAULT.name, lanes=settings.MODEL_LANES)
            )
            server, api_key, name = embedded.base_url, embedded.api_key, embedded.name
        model = HttpLanguageModel(server, api_key=api_key, model=name)
        stack.push_async_callback(model.aclose)
        can = await model.capabilities()
        # The site's first session takes the first lane.
        lane = settings.MODEL_LANES - 1 if can.token_paths else None
        bare = BareCompletion(server, api_key=api_key, model=can.model, lane=lane)
        stack.push_async_callback(bare.aclose)
        if not url:
            url = await stack.enter_async_context(own_site(server, api_key, name))
        bar = stack.enter_context(
            tqdm(
                desc="Typing",
                total=latency.keystroke_count(sentences) + 2 * sum(map(len, sentences)),
                unit="key",
                disable=None,
                leave=False,
            )
        )

        def step(keystrokes: int = 1) -> None:
            bar.update(keystrokes)

        times = latency.report(await latency.measure(url, sentences, bare.milliseconds, step))
        without = replace(DEFAULT_PROFILE, idle_tokens=0)
        return Found(
            times=times,
            client=await client_overhead(model, bare, sentences[0]),
            searching=await model_cost(model, without, sentences, step),
            exploring=await model_cost(model, DEFAULT_PROFILE, sentences, step),
        )


def _table(found: Found) -> str:
    client = found.client
    return "\n".join(
        [
            *_times(found.times),
            f"the client adds {client.ms:.1f} ms ({client.share:.0%}) to the median of the same"
            f" requests made bare, {client.bare_ms:.1f} ms",
            "",
            *_costs(found),
        ]
    )


def _times(found: latency.Report) -> list[str]:
    lines = [f"{'':<26}{'median':>10}{'p95':>10}{'ratio':>9}{'p95 ratio':>11}"]
    for name, row in (
        ("bare one-token completion", found.bare),
        ("keystroke to first list", found.first),
        ("keystroke to final list", found.final),
        ("- first, model asked", found.asked_first),
        ("- final, model asked", found.asked_final),
    ):
        if row is None:
            continue
        lines.append(
            f"{name:<26}{row.median_ms:>7.1f} ms{row.p95_ms:>7.1f} ms"
            f"{row.median_ratio:>8.2f}x{row.p95_ratio:>10.2f}x"
        )
    lines.append(
        f"{found.keystrokes} keystrokes; {found.tokens_per_keystroke:.2f} tokens evaluated a"
        f" keystroke; {found.reused:.0%} of them needed no model request"
    )
    if found.disturbed:
        lines.append(
            "Something else keeps this machine busy: the bare completions vary too much for the"
            " ratios to mean much. Measure again when it is idle."
        )
    return lines


def _costs(found: Found) -> list[str]:
    lines = [
        f"{'per keystroke':<26}{'no request':>12}{'requests':>10}{'tokens':>8}"
        f"{'ahead: requests':>17}{'tokens':>8}{'untaken':>9}"
    ]
    for name, cost in (("without exploring ahead", found.searching), ("with", found.exploring)):
        lines.append(
            f"{name:<26}{cost.without_request:>12.0%}{cost.requests:>10.2f}{cost.tokens:>8.2f}"
            f"{cost.explored_requests:>17.2f}{cost.explored_tokens:>8.2f}"
            f"{cost.untaken_requests:>9.2f}"
        )
    lines.append(
        f"{found.searching.keystrokes} and {found.exploring.keystrokes} keystrokes, accepts among"
        " them; untaken requests ended before anybody had their answer"
    )
    return lines
