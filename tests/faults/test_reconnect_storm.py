"""Many clients come back at one moment: all are let in up to the limit, and nothing is left over.

`python -m tests.faults.reconnect_storm --count 10000` does the same with more, and prints it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path

from websockets.asyncio.client import ClientConnection

from autocomplete.loadtest.typist import address
from tests.faults.footprint import footprint
from tests.faults.storm import break_all, storm
from tests.live.stand_in_model import StandInModel
from tests.serving.served import serving

ALLOWED = 200
ENOUGH = "100000"


async def test_all_come_back_and_those_beyond_the_limit_are_told(tmp_path: Path) -> None:
    async with StandInModel() as model:
        with serving(
            tmp_path,
            AUTOCOMPLETE_MODEL_URL=model.url,
            AUTOCOMPLETE_WORKER="0",
            AUTOCOMPLETE_MAX_CONNECTIONS=str(ALLOWED),
            AUTOCOMPLETE_CLIENT_SOCKETS=ENOUGH,
            AUTOCOMPLETE_CLIENT_INPUTS_PER_SECOND=ENOUGH,
        ) as site:
            await asyncio.to_thread(site.wait_until_ready)
            process, to = site.process.pid, address(site.url)
            for count, refused in ((ALLOWED, 0), (ALLOWED + 50, 50), (ALLOWED, 0)):
                held: list[ClientConnection] = []
                found = await storm(to, count, held)
                assert found.outcomes == Counter(
                    {"answered": ALLOWED} | ({"closed 4409": refused} if refused else {})
                )
                assert footprint(process).sockets > ALLOWED
                break_all(held)
                # The site's own sockets, those to the model among them, are far fewer.
                async with asyncio.timeout(30):
                    while footprint(process).sockets > ALLOWED // 2:
                        await asyncio.sleep(0.1)
            site.process.terminate()
            assert "Traceback" not in await asyncio.to_thread(site.rest)
