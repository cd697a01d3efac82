"""Prints what an input costs a web process by itself: python -m tests.loadtest.web_cost

The model is a stand-in in this process, which answers at once, with as many alternatives as a real
server shows: what is left is the site's own work. See docs/capacity.md.
"""

from __future__ import annotations

import asyncio
import os
import random
import tempfile
from argparse import ArgumentParser
from pathlib import Path

import django

ENDS_SHARE = 0.05


def vocabulary(size: int, words: list[str]) -> dict[str, float]:
    """So many tokens, those of ``words`` first, with probabilities that fall as a language's do."""
    drawn = random.Random(0)
    tokens = [".", *dict.fromkeys(f" {word}" for word in words)]
    while len(tokens) < size:
        letters = drawn.choices("abcdefghijklmnopqrstuvwxyz", k=drawn.randint(2, 9))
        tokens.append(f" {''.join(letters)}")
    tokens = list(dict.fromkeys(tokens[:size]))
    weights = [1 / rank for rank in range(1, len(tokens) + 1)]
    return {
        token: (1 - ENDS_SHARE) * weight / sum(weights)
        for token, weight in zip(tokens, weights, strict=True)
    }


async def measured(alternatives: list[int], typists: int, seconds: float) -> None:
    from autocomplete.loadtest.load_table import lines
    from autocomplete.loadtest.run import Load, run
    from autocomplete.loadtest.sentences import MESSAGES
    from autocomplete.loadtest.typist import address
    from tests.live.stand_in_model import StandInModel
    from tests.serving.served import serving

    words = [word.strip(".,?!") for message in MESSAGES for word in message.split()]
    for size in alternatives:
        with tempfile.TemporaryDirectory() as data:
            async with StandInModel() as model:
                model.probabilities = vocabulary(size, words)
                with serving(
                    Path(data), AUTOCOMPLETE_MODEL_URL=model.url, AUTOCOMPLETE_WORKER="0"
                ) as site:
                    await asyncio.to_thread(site.wait_until_ready)
                    load = Load(typists, seconds, 4.0)
                    found = await run(site.url, address(site.url), load, MESSAGES)
                    print(f"{size} alternatives, {found.inputs} inputs:")
                    told = [line for line in lines(found) if line.startswith("an input costs")]
                    print("\n".join(told), flush=True)
                    site.process.terminate()
                    await asyncio.to_thread(site.rest)


def main() -> None:
    parser = ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--alternatives", type=int, nargs="+", default=[20, 200, 5000])
    parser.add_argument("--typists", type=int, default=4)
    parser.add_argument("--seconds", type=float, default=20.0)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "autocomplete.settings")
    with tempfile.TemporaryDirectory() as data:
        os.environ["AUTOCOMPLETE_DATA"] = data
        django.setup()
        asyncio.run(measured(options.alternatives, options.typists, options.seconds))


if __name__ == "__main__":
    main()
