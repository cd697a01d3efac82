"""Prints what a burst of reconnects costs: python -m tests.faults.reconnect_storm --count 10000

Starts a site with a stand-in model; opens so many sockets, each with a question, breaks all at one
moment, has all come back, and then once more with half as many allowed as come.
"""

from __future__ import annotations

import asyncio
import os
import resource
import tempfile
from argparse import ArgumentParser
from pathlib import Path

import django
from websockets.asyncio.client import ClientConnection

ENOUGH = "1000000"
SETTLED_SECONDS = 20.0


async def measured(count: int, rounds: int) -> None:
    from autocomplete.loadtest.typist import address
    from tests.faults.footprint import footprint
    from tests.faults.storm import break_all, storm
    from tests.live.stand_in_model import StandInModel
    from tests.serving.served import serving

    with tempfile.TemporaryDirectory() as data:
        async with StandInModel() as model:
            for most, times in ((count, rounds), (count // 2, 1)):
                with serving(
                    Path(data),
                    AUTOCOMPLETE_MODEL_URL=model.url,
                    AUTOCOMPLETE_WORKER="0",
                    AUTOCOMPLETE_MAX_CONNECTIONS=str(most),
                    AUTOCOMPLETE_CLIENT_SOCKETS=ENOUGH,
                    AUTOCOMPLETE_SITE_SOCKETS=ENOUGH,
                    AUTOCOMPLETE_CLIENT_INPUTS_PER_SECOND=ENOUGH,
                    AUTOCOMPLETE_SITE_INPUTS_PER_SECOND=ENOUGH,
                ) as site:
                    await asyncio.to_thread(site.wait_until_ready)
                    process, to = site.process.pid, address(site.url)
                    print(f"{count:,} clients, {most:,} sockets allowed")
                    print(f"  before: {footprint(process)}")
                    for number in range(times):
                        held: list[ClientConnection] = []
                        found = await storm(to, count, held)
                        outcomes = ", ".join(f"{name} {n:,}" for name, n in found.outcomes.items())
                        print(
                            f"  burst {number + 1}: {outcomes}; all within {found.seconds:.1f} s,"
                            f" the slowest {found.slowest_seconds:.2f} s"
                        )
                        print(f"    open: {footprint(process)}")
                        break_all(held)
                        await asyncio.sleep(SETTLED_SECONDS)
                        print(f"    all gone: {footprint(process)}", flush=True)
                    site.process.terminate()
                    said = await asyncio.to_thread(site.rest)
                    print(f"  tracebacks: {said.count('Traceback')}")


def main() -> None:
    parser = ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "autocomplete.settings")
    with tempfile.TemporaryDirectory() as data:
        os.environ["AUTOCOMPLETE_DATA"] = data
        django.setup()
        asyncio.run(measured(options.count, options.rounds))


if __name__ == "__main__":
    main()
