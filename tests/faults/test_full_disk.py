"""The disk under SQLite is full: suggestions go on, reports wait, and are stored when it is not."""

from __future__ import annotations

import asyncio
import resource
from pathlib import Path
from typing import Any

from tests.faults.crowd import everyone_goes_on, typing
from tests.faults.stored import check_reports
from tests.live.stand_in_model import StandInModel
from tests.serving.served import serving

PEOPLE = 4


def set_largest_file(process: int, most: int) -> None:
    """Have every write of the process that would make a file larger fail, as on a full disk."""
    _, hard = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (most, hard))


async def test_people_type_on_and_what_happened_is_stored_when_there_is_room(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    async with StandInModel() as model:
        environment: dict[str, Any] = {
            "AUTOCOMPLETE_MODEL_URL": model.url,
            "AUTOCOMPLETE_WORKER": "0",
        }
        with serving(data, **environment) as site:
            await asyncio.to_thread(site.wait_until_ready)
            async with typing([site.url], PEOPLE) as typists:
                await everyone_goes_on(typists, within=30)
                set_largest_file(site.process.pid, 1)
                await asyncio.sleep(3)
                stored_before = sum(len(typist.acknowledged) for typist in typists)
                await everyone_goes_on(typists, within=10)
                await asyncio.sleep(1.5)
                assert sum(len(typist.acknowledged) for typist in typists) == stored_before
                assert any(typist.waiting for typist in typists)
                set_largest_file(site.process.pid, resource.RLIM_INFINITY)
            assert not any(typist.breaks for typist in typists)
            await check_reports({"AUTOCOMPLETE_DATA": str(data), **environment}, typists)
            site.process.terminate()
            said = await asyncio.to_thread(site.rest)
    assert "Events cannot be stored (OperationalError)" in said
    assert "Events are stored again." in said
    assert "Traceback" not in said, said
