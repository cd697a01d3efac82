"""The real model's process hangs while somebody types: the newest text is answered afterwards."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path

import pytest

from autocomplete.language_model.weights import DEFAULT
from autocomplete.loadtest.typist import address, opened
from tests.embedded_processes import embedded_models
from tests.live.site import Client
from tests.serving.served import serving

TEXT = "Thank you very much for your "
HUNG_SECONDS = 3.0
ANSWER_SECONDS = 30.0


@pytest.mark.model
async def test_a_hung_model_delays_the_newest_list_and_no_older_one_follows(
    tmp_path: Path, weights_file: Path
) -> None:
    weights = DEFAULT.path(tmp_path)
    weights.parent.mkdir(parents=True)
    weights.symlink_to(weights_file)
    with serving(tmp_path, AUTOCOMPLETE_WORKER="0") as site:
        await asyncio.to_thread(site.wait_until_ready)
        (model,) = embedded_models(site.process.pid)
        async with opened(address(site.url)) as connection:
            client = Client(connection)
            await client.input(1, TEXT[:8])
            await client.final(1, within=ANSWER_SECONDS)
            os.kill(model, signal.SIGSTOP)
            try:
                for id in range(9, len(TEXT) + 1):
                    await client.input(id, TEXT[:id])
                    await asyncio.sleep(HUNG_SECONDS / len(TEXT))
            finally:
                os.kill(model, signal.SIGCONT)
            answered = []
            while True:
                frame = await client.receive(within=ANSWER_SECONDS)
                assert frame["type"] == "suggestions", frame
                answered.append(frame["id"])
                if frame["id"] == len(TEXT) and frame["final"]:
                    break
            assert frame["items"]
            assert answered == sorted(answered)
        site.process.terminate()
        assert "Traceback" not in await asyncio.to_thread(site.rest)
