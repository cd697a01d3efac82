"""Prints what an evaluation under way costs those who type: python -m tests.jobs.measure_priority

Starts the site with the embedded model and its worker, types sample sentences with a person's
pauses, in turns without and with an evaluation running, and compares the times to the final list.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
from argparse import ArgumentParser
from pathlib import Path

import django

TEXT = "I would like to know how long the delivery of order number {} usually takes, please."


async def no_yardstick(text: str) -> float:
    return 1.0


def quantiles(times: list[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20, method="inclusive")[-1]


async def typed(url: str, sentences: tuple[str, ...]) -> list[float]:
    from autocomplete.evaluation import latency

    found = await latency.measure(url, sentences, no_yardstick, lambda: None)
    return [one.final_ms for one in found]


async def measured(url: str, rounds: int, sentences: int) -> None:
    from autocomplete.evaluation import latency
    from autocomplete.evaluation.items import Item
    from autocomplete.models import Job
    from autocomplete.publishing.reading import in_thread
    from tests.jobs.ordering import evaluation

    texts = tuple(Item(TEXT.format(number)) for number in range(1000, 2000))
    typing = latency.SENTENCES[:sentences]
    alone: list[float] = []
    beside: list[float] = []
    characters = 0
    await typed(url, typing[:1])
    for _ in range(rounds):
        alone += await typed(url, typing)
        await in_thread(lambda: evaluation(texts))
        await asyncio.sleep(6)
        before = (await in_thread(Job.objects.get)).done
        beside += await typed(url, typing)
        await asyncio.sleep(1.5)
        characters += (await in_thread(Job.objects.get)).done - before
        await in_thread(lambda: Job.objects.all().delete())
        await asyncio.sleep(2)
    print(f"{len(alone)} keystrokes each; load average {os.getloadavg()[0]:.1f}")
    print("keystroke to final list   p50 ms   p95 ms")
    rows = (("without an evaluation", alone), ("with one running", beside))
    for name, times in rows:
        median, high = quantiles(times)
        print(f"{name:24}  {median:7.1f}  {high:7.1f}")
    ratios = [
        after / before for after, before in zip(quantiles(beside), quantiles(alone), strict=True)
    ]
    print(f"ratio                     {ratios[0]:7.2f}  {ratios[1]:7.2f}")
    print(f"the evaluation typed {characters} characters meanwhile")


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sentences", type=int, default=2, choices=range(1, 7))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["AUTOCOMPLETE_DATA"] = folder
        django.setup()
        from autocomplete.language_model.weights import DEFAULT
        from tests.serving.served import serving

        weights = DEFAULT.path(Path(folder))
        weights.parent.mkdir(parents=True)
        weights.symlink_to(DEFAULT.path(Path(__file__).resolve().parents[2] / "data"))
        with serving(Path(folder)) as site:
            site.wait_until_ready()
            asyncio.run(measured(site.url, options.rounds, options.sentences))


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "autocomplete.settings")
    main()
