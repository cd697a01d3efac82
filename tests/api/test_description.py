"""The API keeps to its own description: a schema-driven tester finds nothing."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from autocomplete.api.description import description
from autocomplete.live.limits import DEFAULT_LIMITS
from autocomplete.models import PublicKey
from tests.api.asking import ask
from tests.api.test_classify import with_categories
from tests.live.site import Site
from tests.live.stand_in_model import StandInModel
from tests.sites.customers import ORIGIN, customer

pytestmark = pytest.mark.asyncio(loop_scope="package")

DESCRIPTION = "/api/v1/openapi.json"


@pytest.fixture
def key(server: Site) -> PublicKey:
    """With limits that a tester does not meet, and categories for it to choose from."""
    return with_categories(customer(client_inputs_per_second=100_000, inputs_per_second=100_000))


async def test_the_description_is_open_to_all(server: Site) -> None:
    answer = await ask(server, b"", key=None, method="GET", path=DESCRIPTION)
    assert answer.status == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.body == json.loads(msgspec.json.encode(description()))
    assert answer.body["openapi"].startswith("3.1.")


async def test_limits_stand_in_the_description(server: Site) -> None:
    context = description()["components"]["schemas"]["Input"]["properties"]["context"]
    assert context["maxLength"] == DEFAULT_LIMITS.max_context


@pytest.mark.services
async def test_a_schema_driven_tester_finds_nothing(
    server: Site, key: PublicKey, stand_in: StandInModel, tmp_path: Path
) -> None:
    done = await asyncio.to_thread(
        subprocess.run,
        [
            *(sys.executable, "-m", "schemathesis.cli", "run"),
            f"http://127.0.0.1:{server.port}{DESCRIPTION}",
            *("--checks", "all", "--mode", "all", "--max-examples", "40"),
            *("--header", f"Origin: {ORIGIN}", "--header", f"Authorization: Bearer {key.key}"),
            # Else most requests are refused for the random tokens they carry.
            *("--generation-with-security-parameters", "false"),
            *("--generation-database", "none", "--no-color"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    # It did get through to the model, and not only to refusals.
    assert stand_in.finished > 10, done.stdout
